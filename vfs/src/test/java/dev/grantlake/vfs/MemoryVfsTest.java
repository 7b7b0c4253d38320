package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.testing.VfsContract;
import dev.grantlake.vfs.testing.WritableVfsContract;
import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MemoryVfsTest implements VfsContract, WritableVfsContract {

    @Override
    public WritableVfs emptyDirectory() {
        return new MemoryVfs("memory");
    }

    @Override
    public Vfs directoryOf(Map<String, Bytes> files) {
        return new MemoryVfs("memory").putAll(files);
    }

    @Test
    void sharesMemoryWithWhatItReads() {
        Bytes content = Bytes.utf8("content");
        try (ReadableFile file = new MemoryVfs("memory").put("file", content).open("file")) {
            assertThat(file.read(1, 3).array()).isSameAs(content.array());
        }
    }

    @Test
    void keepsTheContentOfOpenFiles() {
        MemoryVfs vfs = new MemoryVfs("memory").put("file", Bytes.utf8("old"));
        try (ReadableFile file = vfs.open("file")) {
            vfs.put("file", Bytes.utf8("newer"));
            assertThat(file.read(0, 3)).isEqualTo(Bytes.utf8("old"));
            assertThat(vfs.content("file")).isEqualTo(Bytes.utf8("newer"));
            vfs.remove("file");
            assertThat(file.size()).isEqualTo(3);
            assertThat(vfs.exists("file")).isFalse();
        }
        vfs.close();
        assertThatThrownBy(vfs::list).isInstanceOf(StorageException.class).hasMessage("memory: directory: is closed");
    }
}
