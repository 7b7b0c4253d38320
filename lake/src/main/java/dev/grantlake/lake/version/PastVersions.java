package dev.grantlake.lake.version;

import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.lake.block.BlockCache;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.dataset.VersionEntry;
import dev.grantlake.lake.error.VersionNotFound;
import dev.grantlake.lake.table.TableView;

import java.time.Instant;

/** Versions of a dataset that are not the head of its table: opens them, and removes those that nobody needs. */
public final class PastVersions {

    private final Dataset dataset;
    private final BlockCache cache;
    private final Pins pins;

    public PastVersions(Dataset dataset, BlockCache cache, Pins pins) {
        this.dataset = dataset;
        this.cache = cache;
        this.pins = pins;
    }

    /**
     * A version, pinned; its first holder is the caller.
     *
     * @throws VersionNotFound if there is none of this number
     */
    public OpenVersion open(long number) {
        pins.pin(number);
        try {
            DatasetVersion opened = dataset.at(number);
            return new OpenVersion(opened, null, cache, () -> TableProperties.maxSeq(dataset, opened), pins);
        } catch (StorageException e) {
            pins.unpin(number);
            if (e.kind() == Kind.NOT_FOUND) {
                throw new VersionNotFound(dataset.description() + " has no version " + number);
            }
            throw e;
        }
    }

    /** The newest version at a time or before it, 0 if there is none. */
    public long newestAt(Instant time) {
        long newest = 0;
        for (VersionEntry version : dataset.versions()) {
            if (!version.time().isAfter(time)) {
                newest = version.number();
            }
        }
        return newest;
    }

    /** How far in the sequence numbers the oldest version goes: tombstones up to there tell nobody anything. */
    public long oldestMaxSeq() {
        for (VersionEntry version : dataset.versions()) {
            try (TableView oldest = new HeldView(open(version.number()))) {
                return oldest.maxSeq();
            } catch (VersionNotFound e) {
                // Its pruning was cut off.
            }
        }
        return 0;
    }

    /** Removes versions before {@code bound} that nobody reads and that have no tag, and says how many. */
    public long prune(long bound) {
        // A name that was taken away must not come back after its version has gone.
        dataset.folders().folder(DatasetFolder.TAGS).force();
        long[] pruned = {0};
        pins.prune(bound, safe -> pruned[0] = dataset.pruneBefore(safe));
        return pruned[0];
    }
}
