package dev.grantlake.lsm.lincheck;

import dev.grantlake.testbase.Seeds;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.util.LoggingLevel;

import java.util.List;
import java.util.Set;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

/**
 * Has Lincheck call operations of a class from several threads, and look for an order of the calls in which a model
 * gives the same answers one after the other. What it does is the same each time, but for what the system does with
 * threads under stress.
 *
 * <p>The model checker goes from thread to thread itself, at places that it picks; memory is as in one order of all
 * steps, so that what is missing to publish something safely is for the stress runs, which leave threads to the system.
 */
public final class Interleavings {

    private static final String OURS = "dev.grantlake.";
    private static final int STRESSED_SCENARIOS = 5;
    private static final int STRESSES = 100;

    private Interleavings() {}

    /**
     * Tries schedules of calls that were written down, and in long runs of others that are made up.
     *
     * @param shared classes of ours in whose methods a thread may have to wait for another; the rest of ours is gone
     *     through at one go, which leaves more schedules that matter
     * @param schedules of each scenario that are tried
     * @param calls such as {@code "add 3 : add 2 | first, last : last"}: calls before, the threads, calls after
     */
    public static void modelCheck(
            Class<?> operations, Class<?> model, Set<Class<?>> shared, int schedules, List<String> calls) {
        Set<String> names = Set.copyOf(shared.stream().map(Class::getName).toList());
        ModelCheckingOptions options = new ModelCheckingOptions()
                .addGuarantee(forClasses(name -> name.startsWith(OURS)
                                && !name.equals(operations.getName())
                                && !names.contains(name.replaceFirst("\\$.*", "")))
                        .allMethods()
                        .ignore())
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(1)
                .iterations(Seeds.rounds(1) - 1)
                .invocationsPerIteration(Seeds.rounds(schedules))
                .minimizeFailedScenario(false)
                .logLevel(LoggingLevel.ERROR)
                .sequentialSpecification(model);
        calls.forEach(each -> options.addCustomScenario(new Scenario(each).of(operations)));
        options.check(operations);
    }

    /** Has threads run into each other as they do. */
    public static void stress(Class<?> operations, Class<?> model) {
        new StressOptions()
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(1)
                .iterations(Seeds.rounds(STRESSED_SCENARIOS))
                .invocationsPerIteration(Seeds.rounds(STRESSES))
                .minimizeFailedScenario(false)
                .logLevel(LoggingLevel.ERROR)
                .sequentialSpecification(model)
                .check(operations);
    }
}
