package dev.grantlake.lsm.crash;

import dev.grantlake.kv.KeyValueStore;
import dev.grantlake.lsm.Database;
import dev.grantlake.lsm.metamorphic.RandomOptions;
import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.WritableVfs;

/** Our database, with small options. */
final class DatabaseStore implements DiskStore {

    @Override
    public KeyValueStore open(WritableVfs directory, long seed) {
        return Database.open(directory, RandomOptions.of(new Dice(seed)));
    }

    @Override
    public void checkpoint(KeyValueStore store, WritableVfs to) {
        ((Database) store).checkpoint(to);
    }
}
