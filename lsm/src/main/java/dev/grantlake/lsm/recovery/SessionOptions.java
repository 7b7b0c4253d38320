package dev.grantlake.lsm.recovery;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.Merger;
import dev.grantlake.lsm.compaction.RewriteOptions;
import dev.grantlake.lsm.directory.DatabaseDirectory;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.directory.OptionsFile;
import dev.grantlake.lsm.directory.OptionsText;
import dev.grantlake.lsm.sstable.SstableWriterOptions;
import dev.grantlake.vfs.ForcedSink;
import dev.grantlake.vfs.WritableVfs;

/** The options file of a session. */
final class SessionOptions {

    private SessionOptions() {}

    /** Writes it under another name first, so that there is never a part of one. */
    static void write(WritableVfs directory, long number, RewriteOptions options) {
        SstableWriterOptions tables = options.tables();
        Bytes text = new OptionsText(
                        DatabaseDirectory.MAX_FORMAT_VERSION,
                        mergerName(options),
                        tables.blockBytes(),
                        tables.indexBlockBytes(),
                        tables.compression().toString())
                .toBytes();
        String temporary = FileName.ofTemporary(number);
        try (ForcedSink file = new ForcedSink(directory, temporary)) {
            file.write(text);
            file.finish();
        }
        directory.rename(temporary, FileName.ofOptions(number));
        directory.force();
    }

    /** What the file says of how operands join. */
    static String mergerName(RewriteOptions options) {
        return options.merger() == Merger.CONCATENATION ? OptionsFile.MERGER : OptionsFile.OTHER_MERGER;
    }
}
