package dev.grantlake.ops.compaction;

import dev.grantlake.lsm.Database;
import dev.grantlake.lsm.DatabaseOptions;
import dev.grantlake.vfs.MemoryVfs;

class DatabaseCompactorTest implements CompactorContract<Database> {

    @Override
    public Database emptyStore() {
        return Database.open(new MemoryVfs("db"), DatabaseOptions.SMALL);
    }
}
