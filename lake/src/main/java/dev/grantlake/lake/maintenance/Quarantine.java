package dev.grantlake.lake.maintenance;

import dev.grantlake.lake.dataset.DatasetFolder;
import dev.grantlake.lake.dataset.DatasetFolders;
import dev.grantlake.vfs.WritableVfs;

/** Where files of a dataset are kept that were not whole after a loss of power, under names of their own. */
record Quarantine(WritableVfs folder) {

    static Quarantine of(DatasetFolders folders) {
        return new Quarantine(folders.folder(DatasetFolder.QUARANTINE));
    }

    /**
     * Moves a file here. When this returns, that is on disk; at any time before, the file is in one place or in both.
     */
    void take(WritableVfs from, String name) {
        String free = name;
        for (int i = 1; folder.exists(free); i++) {
            free = name + "." + i;
        }
        folder.linkOrCopy(from, name, free);
        folder.force();
        from.delete(name);
        from.force();
    }
}
