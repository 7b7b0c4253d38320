package dev.grantlake.lsm.compaction;

import dev.grantlake.lsm.manifest.TableMetadata;

import java.util.List;

/**
 * Is told of compactions, by the threads that carried them out and without a lock. Several threads may call at once. It
 * must not throw.
 */
public interface CompactionListener {

    /** Does nothing. */
    CompactionListener NONE = new CompactionListener() {
        @Override
        public void ended(Compaction compaction, List<TableMetadata> output) {}

        @Override
        public void failed(Compaction compaction, Throwable failure) {}
    };

    /**
     * A compaction has been installed.
     *
     * @param output the tables that it has made; none for one that moves or drops
     */
    void ended(Compaction compaction, List<TableMetadata> output);

    /** A compaction has failed; nothing of it is left. */
    void failed(Compaction compaction, Throwable failure);
}
