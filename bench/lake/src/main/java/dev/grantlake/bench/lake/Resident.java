package dev.grantlake.bench.lake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory of this process, native memory included, as Linux tells it; nothing elsewhere.
 *
 * @param bytes that it takes
 * @param peakBytes that it has taken since the last {@link #reset}
 */
record Resident(long bytes, long peakBytes) {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path PEAK = Path.of("/proc/self/clear_refs");

    static Resident now() throws IOException {
        return new Resident(read("VmRSS:"), read("VmHWM:"));
    }

    /** Forgets the peak. */
    static void reset() throws IOException {
        if (Files.isWritable(PEAK)) {
            Files.writeString(PEAK, "5");
        }
    }

    private static long read(String field) throws IOException {
        if (!Files.exists(STATUS)) {
            return 0;
        }
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(0);
    }
}
