package dev.grantlake.lsm.sstable;

/**
 * How a writer compresses blocks. The name goes into the properties; a block that would not get smaller by 12 percent
 * is stored as it is.
 */
public enum CompressionProfile {
    NONE("NoCompression", "NoCompression"),
    /** Pebble's default. */
    SNAPPY("Snappy", "Snappy"),
    /** Level 3 of zstd. */
    ZSTD("ZSTD", "ZSTD3");

    static final int ZSTD_LEVEL = 3;

    private final String profileName;
    private final String settingName;

    CompressionProfile(String profileName, String settingName) {
        this.profileName = profileName;
        this.settingName = settingName;
    }

    /** What the statistics of a table call a block compressed this way. */
    String settingName() {
        return settingName;
    }

    /** The name in the properties. */
    @Override
    public String toString() {
        return profileName;
    }
}
