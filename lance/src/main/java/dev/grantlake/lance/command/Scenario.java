package dev.grantlake.lance.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.cli.output.RowFormat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What one measurement has found.
 *
 * @param name of what was done
 * @param operations how often
 * @param nanos from the first to the end of the last
 * @param median duration of one, in nanoseconds; 0 where single ones were not measured
 * @param high duration that one of a hundred exceeded, in nanoseconds; 0 as above
 */
record Scenario(String name, long operations, long nanos, long median, long high) {

    private static final double MICRO = 1e3;
    private static final double SECOND = 1e9;

    static final RowFormat<Scenario> ROWS = new RowFormat<>() {

        @Override
        public List<String> titles() {
            return List.of("scenario", "operations", "per_second", "median_us", "p99_us");
        }

        @Override
        public List<String> cells(Scenario scenario) {
            return List.of(
                    scenario.name(),
                    Long.toString(scenario.operations()),
                    String.format(Locale.ROOT, "%.0f", scenario.perSecond()),
                    micros(scenario.median()),
                    micros(scenario.high()));
        }

        @Override
        public void writeJson(Scenario scenario, JsonGenerator out) throws IOException {
            out.writeStartObject();
            out.writeStringField("scenario", scenario.name());
            out.writeNumberField("operations", scenario.operations());
            out.writeNumberField("per_second", scenario.perSecond());
            out.writeNumberField("median_us", scenario.median() / MICRO);
            out.writeNumberField("p99_us", scenario.high() / MICRO);
            out.writeEndObject();
        }
    };

    /** What was done as a whole. */
    static Scenario whole(String name, long operations, long nanos) {
        return new Scenario(name, operations, nanos, 0, 0);
    }

    /** What was done one by one, by however many threads: each in {@code durations} nanoseconds. */
    static Scenario of(String name, long nanos, long[] durations) {
        long[] sorted = durations.clone();
        Arrays.sort(sorted);
        return new Scenario(
                name, sorted.length, nanos, sorted[sorted.length / 2], sorted[(int) (sorted.length * 99L / 100)]);
    }

    double perSecond() {
        return operations * SECOND / Math.max(1, nanos);
    }

    private static String micros(long nanos) {
        return nanos == 0 ? "" : String.format(Locale.ROOT, "%.1f", nanos / MICRO);
    }
}
