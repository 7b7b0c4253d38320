package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.vfs.testing.RecordingVfs;
import dev.grantlake.vfs.testing.WritableVfsContract;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RecordingVfsTest implements WritableVfsContract {

    @Override
    public WritableVfs emptyDirectory() {
        return new RecordingVfs(new MemoryVfs("memory"));
    }

    @Test
    void notesEveryChangeInOrder() {
        RecordingVfs vfs = new RecordingVfs(new MemoryVfs("memory"));
        try (Lease lock = vfs.lock("LOCK");
                WritableFile file = vfs.createFile("a")) {
            assertThat(lock).isNotNull();
            file.reserve(100);
            file.write(Bytes.utf8("one"));
            file.write(Bytes.utf8("four"));
            file.force();
        }
        vfs.rename("a", "b");
        vfs.linkOrCopy(new MemoryVfs("source").put("c", Bytes.EMPTY), "c", "c");
        vfs.linkOrCopy(vfs, "b", "d");
        vfs.delete("b");
        vfs.force("d");
        vfs.force();
        assertThat(vfs.list()).containsExactly("LOCK", "c", "d");
        assertThatThrownBy(() -> vfs.delete("b")).hasMessageContaining("no such file");
        assertThat(vfs.takeNotes())
                .containsExactly(
                        "lock LOCK",
                        "create a",
                        "reserve a 100",
                        "write a 0+3",
                        "write a 3+4",
                        "force a",
                        "close a",
                        "unlock LOCK",
                        "rename a to b",
                        "link c",
                        "link b as d",
                        "delete b",
                        "force d",
                        "force the directory",
                        "delete b");
        assertThat(vfs.takeNotes()).isEmpty();
    }
}
