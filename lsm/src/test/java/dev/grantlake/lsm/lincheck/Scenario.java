package dev.grantlake.lsm.lincheck;

import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Calls that meet, in words: {@code "add 3 : add 2 | first, last : last"} is one call before, two threads of which the
 * second makes two calls, and one call after them. What is before and after may be empty.
 */
record Scenario(String text) {

    /** The calls as those of the operations of this class. */
    ExecutionScenario of(Class<?> operations) {
        String[] parts = text.split(" : ", -1);
        List<List<Actor>> threads = new ArrayList<>();
        for (String thread : parts[1].split(" \\| ", -1)) {
            threads.add(calls(thread, operations));
        }
        return new ExecutionScenario(calls(parts[0], operations), threads, calls(parts[2], operations), null);
    }

    private static List<Actor> calls(String text, Class<?> operations) {
        List<Actor> calls = new ArrayList<>();
        for (String call : text.isEmpty() ? new String[0] : text.split(", ", -1)) {
            String[] words = call.split(" ", -1);
            Method operation = Arrays.stream(operations.getMethods())
                    .filter(method -> method.getName().equals(words[0]))
                    .findFirst()
                    .orElseThrow();
            calls.add(new Actor(
                    operation,
                    Arrays.stream(words, 1, words.length).map(Integer::valueOf).toList()));
        }
        return calls;
    }
}
