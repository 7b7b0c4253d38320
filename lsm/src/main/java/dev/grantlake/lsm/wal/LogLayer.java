package dev.grantlake.lsm.wal;

import dev.grantlake.base.Location;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.memtable.Memtable;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A part of what logs hold beyond the tables. Everything in a later layer is newer than what earlier ones have of the
 * same keys.
 */
public sealed interface LogLayer {

    /**
     * What batches put and deleted.
     *
     * @param rangeKeys the operations on range keys in the order of the batches, whose values nobody has looked at yet;
     *     they are in no memtable
     */
    record Written(Memtable memtable, List<BatchOperation> rangeKeys) implements LogLayer {

        public Written {
            rangeKeys = List.copyOf(rangeKeys);
        }
    }

    /**
     * Tables that one batch takes in, and the range that it empties before: their files lie in the directory, but the
     * manifest does not list them yet.
     *
     * @param where the batch
     * @param excise hides everything older in its range, tables and earlier layers; null if nothing is excised
     * @param tables in the order of the batch
     */
    record Ingested(Location where, @Nullable RangeDeletion excise, List<Table> tables) implements LogLayer {

        /**
         * A table that is taken in.
         *
         * @param number the number of its file
         * @param sequence what all its keys read as having
         */
        public record Table(long number, long sequence) {}

        public Ingested {
            tables = List.copyOf(tables);
        }
    }
}
