package dev.grantlake.lance.command;

import dev.grantlake.base.StorageException;
import dev.grantlake.lake.Timeline;
import dev.grantlake.lake.Transaction;
import dev.grantlake.lake.VersionReader;

import java.time.DateTimeException;
import java.time.Instant;

/** How a version of the past is named. What is all digits is a number, and what is a time is none but that. */
sealed interface When {

    /** The version with this number. */
    record Version(long number) implements When {

        @Override
        public VersionReader of(Transaction reading, Timeline timeline) {
            return reading.at(number);
        }
    }

    /** The newest version of this time or before. */
    record Time(Instant time) implements When {

        @Override
        public VersionReader of(Transaction reading, Timeline timeline) {
            return reading.at(time);
        }
    }

    /** The version with this tag. */
    record Tag(String name) implements When {

        @Override
        public VersionReader of(Transaction reading, Timeline timeline) {
            Long version = timeline.tags().get(name);
            if (version == null) {
                throw new StorageException(
                        StorageException.Kind.NOT_FOUND,
                        "no version is tagged \"" + name + "\"; versions are named by a number, a time such as"
                                + " 2026-11-20T12:00:00Z, or a tag");
            }
            return reading.at(version);
        }
    }

    /** The version as {@code reading} reads it, which the caller closes; fails if there is none. */
    VersionReader of(Transaction reading, Timeline timeline);

    /** What {@code text} names. */
    static When parse(String text) {
        if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            try {
                return new Version(Long.parseLong(text));
            } catch (NumberFormatException e) {
                return new Tag(text);
            }
        }
        try {
            return new Time(Instant.parse(text));
        } catch (DateTimeException e) {
            return new Tag(text);
        }
    }
}
