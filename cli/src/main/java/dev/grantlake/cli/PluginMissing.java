package dev.grantlake.cli;

import dev.grantlake.base.StorageException;

/** A command was called that comes with a plugin whose jar is not on the class path. */
final class PluginMissing extends StorageException {

    private static final long serialVersionUID = 1L;

    PluginMissing(String family, String module) {
        super(
                Kind.UNAVAILABLE,
                "the commands \"" + family + " …\" come with the plugin grantlake-" + module
                        + ", which is not here: add its jars to the folder plugins/ beside the launcher; in a checkout, mvn -Pquick,"
                        + module + " -pl " + module + " -am package builds it");
    }
}
