package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs.Fault;
import dev.grantlake.vfs.testing.WritableVfsContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FaultWritableVfsTest implements WritableVfsContract {

    @Override
    public WritableVfs emptyDirectory() {
        return FaultWritableVfs.once(new MemoryVfs("memory"), Long.MAX_VALUE, Fault.BROKEN);
    }

    /** Everything that can fail, fourteen calls, and nothing left open in between. */
    private static void work(WritableVfs vfs) {
        try (Lease lock = vfs.lock("LOCK")) {
            assertThat(lock).isNotNull();
            try (WritableFile file = vfs.createFile("a")) {
                file.reserve(100);
                file.write(Bytes.utf8("content"));
                file.force();
            }
            vfs.rename("a", "b");
            vfs.force("b");
            vfs.force();
            try (ReadableFile file = vfs.open("b")) {
                assertThat(file.read(0, 7)).isEqualTo(Bytes.utf8("content"));
            }
            vfs.linkOrCopy(vfs, "b", "c");
            vfs.delete("b");
            assertThat(vfs.list()).containsExactly("LOCK", "c");
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void failsEveryCallInItsTurn(Fault fault) {
        FaultWritableVfs vfs;
        long n = 0;
        do {
            vfs = FaultWritableVfs.once(new MemoryVfs("memory"), ++n, fault);
            FaultWritableVfs tried = vfs;
            if (n <= 14) {
                assertThatThrownBy(() -> work(tried))
                        .as("call %d", n)
                        .hasMessageContaining("injected")
                        .isInstanceOfSatisfying(
                                StorageException.class,
                                e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.IO));
            } else {
                work(vfs);
            }
            vfs.requireNothingOpen();
        } while (vfs.failed());
        assertThat(n).isEqualTo(15);
        assertThat(vfs.calls()).isEqualTo(14);
    }

    @Test
    void aFullDiskMayHaveRoomAgain() {
        FaultWritableVfs vfs = FaultWritableVfs.once(new MemoryVfs("memory"), 2, Fault.FULL);
        try (WritableFile file = vfs.createFile("a")) {
            assertThatThrownBy(() -> file.write(Bytes.utf8("one"))).hasMessageContaining("no space left");
            assertThat(file.size()).isZero();
            file.write(Bytes.utf8("two"));
            file.force();
        }
        assertThat(vfs.size("a")).isEqualTo(3);
    }

    @Test
    void aBrokenFileStaysBroken() {
        FaultWritableVfs vfs = FaultWritableVfs.once(new MemoryVfs("memory"), 2, Fault.BROKEN);
        try (WritableFile file = vfs.createFile("a")) {
            assertThatThrownBy(() -> file.write(Bytes.utf8("four"))).hasMessageContaining("input/output error");
            assertThat(vfs.size("a")).as("half of it").isEqualTo(2);
            assertThatThrownBy(file::force).hasMessageContaining("cannot be trusted");
            assertThatThrownBy(() -> file.write(Bytes.utf8("x"))).hasMessageContaining("cannot be trusted");
        }
        FaultWritableVfs other = FaultWritableVfs.once(new MemoryVfs("memory"), 1, Fault.BROKEN);
        assertThatThrownBy(other::force).hasMessageContaining("input/output error");
        assertThatThrownBy(other::force).hasMessageContaining("cannot be trusted");
        assertThatThrownBy(() -> other.createFile("a")).hasMessageContaining("cannot be trusted");
    }

    @Test
    void failsForGood() {
        FaultWritableVfs vfs = FaultWritableVfs.from(new MemoryVfs("memory"), 3, Fault.FULL);
        vfs.createFile("a").close();
        assertThatThrownBy(() -> vfs.createFile("b")).hasMessageContaining("injected");
        assertThatThrownBy(() -> vfs.delete("a")).hasMessageContaining("injected");
        assertThatThrownBy(vfs::list).hasMessageContaining("injected");
    }

    @Test
    void tellsWhatIsLeftOpen() {
        FaultWritableVfs vfs = FaultWritableVfs.once(new MemoryVfs("memory"), Long.MAX_VALUE, Fault.FULL);
        try (WritableFile file = vfs.createFile("a");
                Lease lock = vfs.lock("LOCK");
                ReadableFile reader = vfs.open("a")) {
            assertThat(file).isNotNull();
            assertThat(lock).isNotNull();
            assertThat(reader).isNotNull();
            assertThatThrownBy(vfs::requireNothingOpen)
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("3 files of memory are open");
        }
        vfs.requireNothingOpen();
    }
}
