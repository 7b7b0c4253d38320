package dev.grantlake.store;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.ReadMetrics;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * How to open a store: settings and the components it works with. Immutable; start from {@link #defaults()}.
 *
 * @param cache holds decoded frames and blocks; may be shared by many stores and stays its owner's
 * @param metrics counts what reading costs
 * @param clock decides what "seven days ago" means for an unfinished sync
 * @param temporaryFolder where a payload that does not fit in memory is spooled
 * @param zone where the wall clocks hung that files of format v1 have their times from; empty for the system's zone,
 *     which is what Go takes
 * @param environment the {@code BATON_…} limits as the process environment gives them, or an empty map
 * @param lenient whether what lies before damage in a log, or before its missing end, is read, and the rest left out
 *     and reported as {@link LeftOut}, where it otherwise is an error
 * @param migrated whether a file of interior {@code pebble2} is shown as the migration of its own writers would leave
 *     it, which is made in the temporary folder; the file itself stays as it is
 */
public record OpenOptions(
        BufferCache cache,
        ReadMetrics metrics,
        InstantSource clock,
        Path temporaryFolder,
        Optional<ZoneId> zone,
        Map<String, String> environment,
        boolean lenient,
        boolean migrated) {

    /**
     * A cache of a quarter of the heap (at most 256 MiB), the system clock, temporary folder and environment; files as
     * they stand.
     */
    public static OpenOptions defaults() {
        long cacheBytes = Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 4);
        return new OpenOptions(
                new BufferCache(cacheBytes),
                new ReadMetrics(),
                InstantSource.system(),
                Path.of(System.getProperty("java.io.tmpdir")),
                Optional.empty(),
                System.getenv(),
                false,
                false);
    }

    public OpenOptions withCache(BufferCache cache) {
        return new OpenOptions(cache, metrics, clock, temporaryFolder, zone, environment, lenient, migrated);
    }

    public OpenOptions withMetrics(ReadMetrics metrics) {
        return new OpenOptions(cache, metrics, clock, temporaryFolder, zone, environment, lenient, migrated);
    }

    public OpenOptions withClock(InstantSource clock) {
        return new OpenOptions(cache, metrics, clock, temporaryFolder, zone, environment, lenient, migrated);
    }

    public OpenOptions withTemporaryFolder(Path temporaryFolder) {
        return new OpenOptions(cache, metrics, clock, temporaryFolder, zone, environment, lenient, migrated);
    }

    public OpenOptions withZone(ZoneId zone) {
        return new OpenOptions(
                cache, metrics, clock, temporaryFolder, Optional.of(zone), environment, lenient, migrated);
    }

    public OpenOptions withEnvironment(Map<String, String> environment) {
        return new OpenOptions(
                cache, metrics, clock, temporaryFolder, zone, Map.copyOf(environment), lenient, migrated);
    }

    public OpenOptions withLenient(boolean lenient) {
        return new OpenOptions(cache, metrics, clock, temporaryFolder, zone, environment, lenient, migrated);
    }

    /** As the migration of an older interior would leave it, or as it stands. */
    public OpenOptions withMigrated(boolean migrated) {
        return new OpenOptions(cache, metrics, clock, temporaryFolder, zone, environment, lenient, migrated);
    }
}
