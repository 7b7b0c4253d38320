package dev.grantlake.ops.compaction;

/**
 * What a compaction has done.
 *
 * @param syncId the sync that was replaced
 * @param entries rows and index entries that the base has of it now; 0 if the source held nothing of the sync, so that
 *     the base holds nothing of it either
 */
public record CompactedSync(String syncId, long entries) {

    /** Whether the source held nothing of the sync, which has only been removed from the base. */
    public boolean sourceWasEmpty() {
        return entries == 0;
    }
}
