package dev.grantlake.testbase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * Gives a test method its {@link Dice}, and a failure the seed to repeat it with. A class asks for it with
 * {@code @ExtendWith(Seeds.class)}, a method by a parameter of type {@code Dice}.
 *
 * <p>The seed of a run is fresh, or what {@code -Dgrantlake.seed} says. Each method derives its own from it and from
 * its name, so one method alone repeats what it did in the whole run.
 */
public final class Seeds implements ParameterResolver, TestExecutionExceptionHandler {

    private static final String PROPERTY = "grantlake.seed";
    private static final String ROUNDS = "grantlake.rounds";
    private static final long RUN_SEED = runSeed(System.getProperty(PROPERTY));

    /** The seed of this run. */
    public static long ofRun() {
        return RUN_SEED;
    }

    /** How often to repeat a random step: {@code usual}, times {@code -Dgrantlake.rounds} for long runs. */
    public static int rounds(int usual) {
        return Math.multiplyExact(usual, Integer.getInteger(ROUNDS, 1));
    }

    /**
     * How often to repeat a random step that takes long: {@code full} times {@code -Dgrantlake.rounds}, or
     * {@code quick} where that is not given.
     */
    public static int rounds(int quick, int full) {
        return isFull() ? rounds(full) : quick;
    }

    /** Whether this run has to do all that is promised of tests that take long, by {@code -Dgrantlake.rounds}. */
    public static boolean isFull() {
        return System.getProperty(ROUNDS) != null;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Dice.class;
    }

    @Override
    public Dice resolveParameter(ParameterContext parameter, ExtensionContext context) {
        String name = context.getRequiredTestClass().getName()
                + "."
                + parameter.getDeclaringExecutable().getName();
        return new Dice(seedOf(name, RUN_SEED));
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw repeatable(failure);
    }

    static Throwable repeatable(Throwable failure) {
        failure.addSuppressed(new Repeat());
        return failure;
    }

    static long runSeed(@Nullable String given) {
        return given == null || given.isEmpty() ? new SplittableRandom().nextLong() : Long.parseLong(given);
    }

    static long seedOf(String name, long runSeed) {
        CRC32C hash = new CRC32C();
        hash.update(name.getBytes(StandardCharsets.UTF_8));
        return runSeed ^ hash.getValue() << 16;
    }

    /** Rides on a failure and says how to see it again. */
    static final class Repeat extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Repeat() {
            super("repeat with -D" + PROPERTY + "=" + RUN_SEED, null, false, false);
        }
    }
}
