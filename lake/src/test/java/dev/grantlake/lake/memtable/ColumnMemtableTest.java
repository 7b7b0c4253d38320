package dev.grantlake.lake.memtable;

class ColumnMemtableTest implements MemtableContract {

    @Override
    public Memtable memtable() {
        return new ColumnMemtable();
    }
}
