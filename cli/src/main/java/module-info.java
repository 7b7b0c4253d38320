/** The command {@code grantlake}. */
@org.jspecify.annotations.NullMarked
module dev.grantlake.cli {
    requires static org.jspecify;
    requires dev.grantlake.c1z;
    requires dev.grantlake.kv;
    requires dev.grantlake.lsm;
    requires dev.grantlake.ops;
    requires dev.grantlake.pebble;
    requires dev.grantlake.records;
    requires dev.grantlake.store;
    requires dev.grantlake.workload;
    requires com.fasterxml.jackson.core;
    requires de.siegmar.fastcsv;
}
