/** The command {@code grantlake}. What is exported is for plugins that bring more commands. */
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

    exports dev.grantlake.cli.args;
    exports dev.grantlake.cli.command;
    exports dev.grantlake.cli.entries;
    exports dev.grantlake.cli.output;

    uses dev.grantlake.cli.command.CommandGroup;
}
