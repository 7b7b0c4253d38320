package dev.grantlake.cli.inspect;

import dev.grantlake.lsm.inspect.WalDump;
import dev.grantlake.store.StoreException;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/** The write-ahead logs of a database directory as text: the live ones, or one that is named. */
public final class WalText {

    private WalText() {}

    /**
     * Hands the text to {@code out}, line by line without line ends.
     *
     * @param name the log to show, live or not, or null for all live ones; obsolete ones are then only named
     * @throws StoreException of kind {@code NOT_FOUND} if there is no log of this name
     */
    public static void lines(Vfs vfs, @Nullable String name, Consumer<String> out) {
        for (ShownLog shown : ShownLog.of(vfs, name)) {
            out.accept(shown.log().name() + " " + shown.size() + " bytes, " + (shown.live() ? "live" : "obsolete"));
            if (shown.whole()) {
                WalDump.lines(
                        vfs, shown.log(), shown.closed(), ShownLog.maxRecordBytes(), line -> out.accept("  " + line));
            }
        }
    }
}
