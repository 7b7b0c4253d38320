package dev.grantlake.lake.memtable;

class SkipListMemtableTest implements MemtableContract {

    @Override
    public Memtable memtable() {
        return new SkipListMemtable();
    }
}
