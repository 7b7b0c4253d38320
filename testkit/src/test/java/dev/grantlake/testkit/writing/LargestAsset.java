package dev.grantlake.testkit.writing;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.store.Asset;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.Store;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.SyncWriter;
import dev.grantlake.store.WriteOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * An asset as large as the default allows, written and read in the launcher's heap of 1 GiB. No part of an ordinary
 * build, for what so much fresh memory costs; the profile {@code largest} runs it.
 */
class LargestAsset {

    private static final int BYTES = 256 << 20;

    @TempDir
    private Path folder;

    @Test
    void isWrittenAndReadInAHeapOfOneGibibyte() {
        assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(1L << 30);
        Path file = folder.resolve("largest.c1z");
        try (SyncWriter sync = Grantlake.create(file, NewSync.full(), WriteOptions.defaults())) {
            sync.putAsset("largest", "image/png", pattern(BYTES));
            assertThatThrownBy(() -> sync.putAsset("larger", "image/png", pattern(BYTES + 1)))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.INVALID_ARGUMENT));
            sync.finish();
        }
        try (Store store = Grantlake.open(file)) {
            Asset asset =
                    store.sync(store.syncs().get(0)).assets().find("largest").orElseThrow();
            Bytes data = asset.data();
            assertThat(data.length()).isEqualTo(BYTES);
            for (int at = 0; at < BYTES; at++) {
                if (data.at(at) != byteAt(at)) {
                    assertThat(data.at(at)).as("byte %d", at).isEqualTo(byteAt(at));
                }
            }
        }
    }

    /** Pages of one byte each: compressed in no time, and every page knows where it belongs. */
    private static Bytes pattern(int length) {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; at += 1 << 12) {
            Arrays.fill(bytes, at, Math.min(length, at + (1 << 12)), byteAt(at));
        }
        return Bytes.wrap(bytes);
    }

    private static byte byteAt(int at) {
        return (byte) ((at >> 12) * 31 + (at >> 20));
    }
}
