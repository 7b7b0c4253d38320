package dev.grantlake.base;

import org.junit.jupiter.api.Test;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

import static org.assertj.core.api.Assertions.assertThat;

class StorageExceptionTest {

    private static final Location WHERE = new Location("sync.c1z/000004.sst", 4096, "data block");

    @Test
    void saysWhereAndWhatWasExpectedAndFound() {
        StorageException e = StorageException.corrupt(WHERE.plus(3), "7 bytes", "6");
        assertThat(e).hasMessage("sync.c1z/000004.sst: data block at 4099: expected 7 bytes, found 6");
        assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT);
        assertThat(e.location()).contains(WHERE.plus(3));
    }

    @Test
    void saysWhatTheSystemSaid() {
        assertThat(StorageException.io(WHERE, "read", new IOException("disk on fire")))
                .hasMessage(WHERE + ": read: disk on fire");
        assertThat(StorageException.io(WHERE, "read", new EOFException())).hasMessage(WHERE + ": read: EOFException");
        assertThat(StorageException.io(WHERE, "open", new AccessDeniedException("/some/path")))
                .hasMessage(WHERE + ": open: permission denied");
        assertThat(StorageException.io(
                        WHERE, "open", new FileSystemException("/some/path", null, "Too many open files")))
                .hasMessage(WHERE + ": open: Too many open files");
    }
}
