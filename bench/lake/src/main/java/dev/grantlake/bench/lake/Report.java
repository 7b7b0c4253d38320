package dev.grantlake.bench.lake;

import com.sun.management.OperatingSystemMXBean;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;

/** Prints a line of JSON for what was measured, and what the process has taken meanwhile. */
final class Report {

    private final String engine;
    private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private long cpuAtStart;

    Report(String engine) {
        this.engine = engine;
    }

    /** From here on the process's time and memory are counted. */
    void begin() throws IOException {
        Resident.reset();
        cpuAtStart = process.getProcessCpuTime();
    }

    void calls(String scenario, Calls calls) throws IOException {
        print(scenario, calls.count(), calls.nanos(), latencies(calls));
    }

    /** Numbers of the calls, for a line that has more of them. */
    static Map<String, Long> latencies(Calls calls) {
        Map<String, Long> numbers = new TreeMap<>();
        if (calls.count() > 0) {
            numbers.put("p50_ns", calls.latencies().perMille(500));
            numbers.put("p99_ns", calls.latencies().perMille(990));
        }
        return numbers;
    }

    void print(String scenario, long operations, long nanos, Map<String, Long> more) throws IOException {
        Resident resident = Resident.now();
        Map<String, Long> numbers = new TreeMap<>(more);
        numbers.put("operations", operations);
        numbers.put("wall_ns", nanos);
        numbers.put("cpu_ns", process.getProcessCpuTime() - cpuAtStart);
        numbers.put("rss_bytes", resident.bytes());
        numbers.put("peak_rss_bytes", resident.peakBytes());
        StringBuilder line = new StringBuilder();
        numbers.forEach(
                (name, number) -> line.append(",\"").append(name).append("\":").append(number));
        System.out.println("{\"engine\":\"" + engine + "\",\"scenario\":\"" + scenario + "\"" + line + "}");
    }
}
