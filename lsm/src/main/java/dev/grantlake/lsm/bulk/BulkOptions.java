package dev.grantlake.lsm.bulk;

import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.sstable.CompressionProfile;
import dev.grantlake.lsm.sstable.SstableWriterOptions;
import dev.grantlake.lsm.sstable.TableFormat;

import java.time.Instant;

import static java.util.Objects.requireNonNull;

/**
 * How a database is loaded. What is written depends on these options and on the entries, and on nothing else; of
 * {@code threads} it does not depend.
 *
 * @param formatVersion the format major version, 13 to 24. Tables are of format Pebblev7 from 23 on, where Pebble
 *     introduced it, else of Pebblev4
 * @param compression of the blocks of tables
 * @param sizes how large tables become
 * @param groups which keys stay in one table if they can
 * @param threads how many work on it, the caller's included: with 1 all is done by the caller
 * @param creationTime what the manifest says of when tables were made, in seconds; {@link Instant#EPOCH} says nothing
 */
public record BulkOptions(
        int formatVersion,
        Compression compression,
        TableSizes sizes,
        KeyGroups groups,
        int threads,
        Instant creationTime) {

    /** How blocks are compressed. */
    public enum Compression {
        /** Not at all: for a target that compresses whole files. */
        NONE(CompressionProfile.NONE),
        /** As Go's SDK does. */
        SNAPPY(CompressionProfile.SNAPPY),
        ZSTD(CompressionProfile.ZSTD);

        private final CompressionProfile profile;

        Compression(CompressionProfile profile) {
            this.profile = profile;
        }
    }

    /** The newest formats, Snappy, two threads, every key a group by itself, no creation time. */
    public static final BulkOptions DEFAULT = new BulkOptions(
            DatabaseDirectory.MAX_FORMAT_VERSION,
            Compression.SNAPPY,
            TableSizes.DEFAULT,
            KeyGroups.NONE,
            2,
            Instant.EPOCH);

    private static final int FIRST_FORMAT_VERSION_OF_V7 = 23;
    private static final int MOST_THREADS = 64;

    public BulkOptions {
        requireNonNull(compression, "compression");
        requireNonNull(sizes, "sizes");
        requireNonNull(groups, "groups");
        requireNonNull(creationTime, "creationTime");
        if (formatVersion < DatabaseDirectory.MIN_FORMAT_VERSION
                || formatVersion > DatabaseDirectory.MAX_FORMAT_VERSION
                || threads < 1
                || threads > MOST_THREADS
                || creationTime.getEpochSecond() < 0) {
            throw new IllegalArgumentException(
                    "format version " + formatVersion + ", " + threads + " threads, created " + creationTime);
        }
    }

    /** The same in another format version. */
    public BulkOptions withFormatVersion(int formatVersion) {
        return new BulkOptions(formatVersion, compression, sizes, groups, threads, creationTime);
    }

    /** The same with another compression of blocks. */
    public BulkOptions with(Compression compression) {
        return new BulkOptions(formatVersion, compression, sizes, groups, threads, creationTime);
    }

    /** The same with tables of other sizes. */
    public BulkOptions with(TableSizes sizes) {
        return new BulkOptions(formatVersion, compression, sizes, groups, threads, creationTime);
    }

    /** The same with other groups of keys. */
    public BulkOptions with(KeyGroups groups) {
        return new BulkOptions(formatVersion, compression, sizes, groups, threads, creationTime);
    }

    /** The same with more or fewer threads. */
    public BulkOptions withThreads(int threads) {
        return new BulkOptions(formatVersion, compression, sizes, groups, threads, creationTime);
    }

    /** The same with tables made at another time. */
    public BulkOptions withCreationTime(Instant creationTime) {
        return new BulkOptions(formatVersion, compression, sizes, groups, threads, creationTime);
    }

    SstableWriterOptions tables() {
        return SstableWriterOptions.DEFAULT
                .with(formatVersion >= FIRST_FORMAT_VERSION_OF_V7 ? TableFormat.PEBBLE_V7 : TableFormat.PEBBLE_V4)
                .with(compression.profile);
    }
}
