package dev.grantlake.lance;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class UnpackedLibrariesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

    @TempDir
    Path temporary;

    private Path file(String name, Duration age) throws IOException {
        Path file = Files.writeString(temporary.resolve(name), "machine code");
        return Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
    }

    @Test
    void whatIsMappedLosesItsName() throws IOException {
        Path library = file("liblance_jni12345.so", Duration.ZERO);
        Path arrow = file("jnilib-678.tmp", Duration.ZERO);
        Path another = file("libc.so.6", Duration.ZERO);
        Path unmapped = file("liblance_jni67890.so", Duration.ZERO);
        MappedFiles mapped = MappedFiles.of(Stream.of(
                "55d0-55d1 r--p 00000000 08:01 1        " + another,
                "7f00-7f01 r-xp 00000000 08:01 2        " + library,
                "7f01-7f02 rw-p 00001000 08:01 2        " + library,
                "7f02-7f03 rw-p 00000000 08:01 3        " + arrow,
                "7f03-7f04 rw-p 00000000 08:01 4        " + unmapped + " (deleted)",
                "7f04-7f05 rw-p 00000000 00:00 0",
                "7fff-8000 r-xp 00000000 00:00 0        [vdso]"));
        assertThat(mapped.paths()).containsExactly(another, library, arrow);
        UnpackedLibraries.removeMapped(mapped);
        assertThat(List.of(library, arrow)).noneMatch(Files::exists);
        assertThat(List.of(another, unmapped)).allMatch(Files::exists);
        UnpackedLibraries.removeMapped(mapped);
    }

    /** A process that is at it writes to its file; what nobody has written to for long is what a kill has left. */
    @Test
    void whatAKillHasLeftGoesWhenItIsOld() throws IOException {
        Path old = file("liblance_jni1.so", Duration.ofMinutes(61));
        Path oldOfArrow = file("jnilib-2.tmp", Duration.ofDays(3));
        Path fresh = file("liblance_jni3.so", Duration.ofMinutes(59));
        Path notOurs = file("liblance_jni.so", Duration.ofDays(3));
        UnpackedLibraries.removeLeftovers(temporary, NOW);
        assertThat(List.of(old, oldOfArrow)).noneMatch(Files::exists);
        assertThat(List.of(fresh, notOurs)).allMatch(Files::exists);
        UnpackedLibraries.removeLeftovers(temporary.resolve("gone"), NOW);
    }
}
