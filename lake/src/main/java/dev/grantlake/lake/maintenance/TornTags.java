package dev.grantlake.lake.maintenance;

import dev.grantlake.base.Bytes;
import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetFolders;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.WritableVfs;

/**
 * Tags of a dataset that were being given when the power failed. Nobody was told of them, and beside one of them nobody
 * can read the others.
 *
 * <p>A tag is a short text in braces, behind which somebody else may have left a blank. What a loss of power takes of
 * it is its end, or there are zeros instead.
 */
final class TornTags {

    private static final String SUFFIX = ".json";

    /** Bytes of a tag that are looked at. */
    private static final int END = 64;

    private TornTags() {}

    /** Takes them out of the dataset; what is on disk when this returns, see {@link Quarantine#take}. */
    static void setAside(DatasetFolders folders) {
        WritableVfs tags = folders.folder(DatasetFolder.TAGS);
        for (String name : tags.list()) {
            if (name.endsWith(SUFFIX) && isTorn(tags, name)) {
                Quarantine.of(folders).take(tags, name);
            }
        }
    }

    private static boolean isTorn(WritableVfs tags, String name) {
        try (ReadableFile file = tags.open(name)) {
            int length = (int) Math.min(file.size(), END);
            Bytes end = file.read(file.size() - length, length);
            int last = length - 1;
            while (last >= 0 && isBlank(end.at(last))) {
                last--;
            }
            return last < 0 || end.at(last) != '}';
        }
    }

    private static boolean isBlank(byte character) {
        return character == ' ' || character == '\t' || character == '\n' || character == '\r';
    }
}
