package dev.grantlake.lsm.directory;

import dev.grantlake.base.Bytes;

/**
 * The text of an options file: of the settings that Pebble v2.1.5 writes those that say something of the files in the
 * directory, in its order and form. What concerns a session only (caches, delays, numbers of compactions) is left out;
 * Pebble and its tools then take their own defaults. See {@link OptionsFile} for what is checked of it.
 *
 * @param formatVersion the format major version
 * @param merger how merge operands join, see {@link OptionsFile#MERGER}
 * @param blockBytes size of data blocks
 * @param indexBlockBytes size of index blocks
 * @param compression Pebble's name of the compression of tables, for example {@code Snappy}
 */
public record OptionsText(int formatVersion, String merger, int blockBytes, int indexBlockBytes, String compression) {

    private static final int LEVELS = 7;
    private static final int FIRST_TARGET_BYTES = 2 << 20;
    private static final int RESTART_INTERVAL = 16;

    /** The whole file. */
    public Bytes toBytes() {
        StringBuilder text = new StringBuilder("[Version]\n");
        line(text, "pebble_version", "0.1");
        text.append("\n[Options]\n");
        line(text, "comparer", OptionsFile.COMPARER);
        line(text, "format_major_version", formatVersion);
        line(text, "key_schema", "DefaultKeySchema(" + OptionsFile.COMPARER + "," + RESTART_INTERVAL + ")");
        line(text, "merger", merger);
        line(text, "wal_dir", "");
        for (int level = 0; level < LEVELS; level++) {
            text.append("\n[Level \"").append(level).append("\"]\n");
            line(text, "block_restart_interval", RESTART_INTERVAL);
            line(text, "block_size", blockBytes);
            line(text, "compression", compression);
            line(text, "index_block_size", indexBlockBytes);
            line(text, "target_file_size", FIRST_TARGET_BYTES << level);
        }
        return Bytes.utf8(text.toString());
    }

    private static void line(StringBuilder text, String key, Object value) {
        text.append("  ").append(key).append('=').append(value).append('\n');
    }
}
