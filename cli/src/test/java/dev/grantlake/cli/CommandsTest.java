package dev.grantlake.cli;

import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.testbase.DataDriven;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.stream.Stream;

/**
 * Command lines and all that they print: each line of input runs, then comes what went to stdout, what went to stderr
 * behind {@code !}, and how it ended if that is not well.
 */
class CommandsTest {

    @TestFactory
    Stream<DynamicTest> commands() {
        return DataDriven.tests("commands", file -> CommandsTest::run);
    }

    private static String run(DataDriven.Case test) {
        StringBuilder text = new StringBuilder();
        for (String line : test.lines()) {
            CommandLine.Result result = CommandLine.run(CommandLine.words(line));
            text.append(result.out());
            result.err()
                    .lines()
                    .forEach(remark -> text.append("! ").append(remark).append('\n'));
            if (result.code() != ExitCode.OK) {
                text.append("exit ").append(result.code().code()).append('\n');
            }
        }
        // Only these tests have the engine that remembers.
        return text.toString().replace(CommandLine.samples(), "SAMPLES").replace("recording, ", "");
    }
}
