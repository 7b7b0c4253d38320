package dev.grantlake.lsm.crash;

import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.vfs.WritableVfs;

/** A kind of store that lives in a directory. Its stores can do all that has an interface of its own. */
interface DiskStore {

    /** Opens what is in the directory, or makes a new store there, with options that depend on the seed. */
    KeyValueStore open(WritableVfs directory, long seed);

    /** Makes a copy of an open store in an empty directory; on disk when this returns. */
    void checkpoint(KeyValueStore store, WritableVfs to);
}
