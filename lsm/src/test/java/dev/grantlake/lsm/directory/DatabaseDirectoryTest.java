package dev.grantlake.lsm.directory;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.PebbleFixtures;
import dev.grantlake.testbase.DataDriven;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the names of files say, and which settings are refused. */
@ExtendWith(Seeds.class)
class DatabaseDirectoryTest {

    private static final String OPTIONS = "OPTIONS-000003";

    @TestFactory
    Stream<DynamicTest> scripts() {
        return DataDriven.tests("directory", file -> DatabaseDirectoryTest::run);
    }

    private static String run(DataDriven.Case test) {
        boolean names = test.command().equals("names");
        MemoryVfs files = names ? new MemoryVfs("db") : sound().put(OPTIONS, Bytes.utf8(test.input()));
        if (names) {
            test.lines().forEach(name -> files.put(name, Bytes.EMPTY));
        }
        try {
            DatabaseDirectory directory = DatabaseDirectory.read(files);
            return "version " + directory.formatVersion() + ", " + directory.manifest() + ", "
                    + directory.optionsFile() + ", logs "
                    + directory.logs().stream()
                            .map(log -> log.number() + (log.segment() == 0 ? "" : "/" + log.segment()))
                            .collect(Collectors.joining(" "))
                    + "\n" + String.join("\n", directory.markers());
        } catch (StorageException e) {
            return e.kind() + " " + e.getMessage();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "000004.sst, TABLE, 4, 0",
        "7.sst, TABLE, 7, 0",
        "1234567.sst, TABLE, 1234567, 0",
        "9223372036854775807.sst, TABLE, 9223372036854775807, 0",
        "9223372036854775808.sst, OTHER, 0, 0",
        "000004.sst.tmp, OTHER, 0, 0",
        "-4.sst, OTHER, 0, 0",
        "+4.sst, OTHER, 0, 0",
        ".sst, OTHER, 0, 0",
        "000005.blob, BLOB, 5, 0",
        "000006.log, LOG, 6, 0",
        "000006-001.log, LOG, 6, 1",
        "000006-.log, OTHER, 0, 0",
        "000004.log.trunc, OTHER, 0, 0",
        "MANIFEST-000001, MANIFEST, 1, 0",
        "MANIFEST-1, MANIFEST, 1, 0",
        "MANIFEST-, OTHER, 0, 0",
        "MANIFEST-x, OTHER, 0, 0",
        "OPTIONS-000003, OPTIONS, 3, 0",
        "marker.anything, MARKER, 0, 0",
        "LOCK, LOCK, 0, 0",
        "CURRENT, OTHER, 0, 0",
        "temporary.000007.dbtmp, TEMPORARY, 7, 0",
        "CURRENT.000008.dbtmp, TEMPORARY, 8, 0",
        "temporary.dbtmp, OTHER, 0, 0",
        "000007.dbtmp, OTHER, 0, 0",
        "random.txt, OTHER, 0, 0",
    })
    void takesNamesApart(String name, FileKind kind, long number, int segment) {
        assertThat(FileName.parse(name)).isEqualTo(new FileName(kind, number, segment));
    }

    @ParameterizedTest
    @CsvSource({"4, 000004.sst", "999999, 999999.sst", "1234567, 1234567.sst"})
    void namesTables(long number, String name) {
        assertThat(FileName.ofTable(number)).isEqualTo(name);
    }

    @Test
    void answersAnyOptionsFileWithAResultOrATypedError(Dice dice) {
        byte[] options = PebbleFixtures.directory("checkpoint_baton", "checkpoint_baton")
                .content(OPTIONS)
                .toArray();
        Stream.concat(Mutations.bitFlips(options, 500, dice), Mutations.garblings(options, 500, dice))
                .forEach(mutation -> {
                    try {
                        DatabaseDirectory.read(sound().put(OPTIONS, Bytes.wrap(mutation.bytes())));
                    } catch (StorageException e) {
                        assertThat(e.kind())
                                .as(mutation.toString())
                                .isIn(StorageException.Kind.CORRUPT, StorageException.Kind.UNSUPPORTED);
                    }
                });
    }

    @Test
    void refusesAnOptionsFileOfAnUnlikelySize() {
        assertThatThrownBy(() -> DatabaseDirectory.read(sound().put(OPTIONS, Bytes.wrap(new byte[(256 << 10) + 1]))))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.LIMIT_EXCEEDED));
    }

    private static MemoryVfs sound() {
        return new MemoryVfs("db")
                .put("marker.format-version.000001.024", Bytes.EMPTY)
                .put("marker.manifest.000001.MANIFEST-000001", Bytes.EMPTY);
    }

    @Test
    void namesFilesAsTheyAreRead() {
        assertThat(Marker.ofFormatVersion(24).fileName()).isEqualTo("marker.format-version.000001.024");
        Marker manifest = Marker.first(Marker.MANIFEST, FileName.ofManifest(1));
        assertThat(manifest.fileName()).isEqualTo("marker.manifest.000001.MANIFEST-000001");
        assertThat(Marker.parse(manifest.fileName(), "db")).isEqualTo(manifest);
        assertThat(FileName.parse(FileName.ofOptions(12))).isEqualTo(new FileName(FileKind.OPTIONS, 12, 0));
    }

    /** Nothing that Go does not write, and in its order. */
    @Test
    void writesOptionsInTheWordsOfGo() {
        MemoryVfs go = PebbleFixtures.directory("checkpoint_baton", "checkpoint_baton");
        Bytes text = new OptionsText(24, OptionsFile.MERGER, 32768, 32768, "Snappy").toBytes();
        assertThat(go.content(OPTIONS).toUtf8().lines().toList())
                .containsSubsequence(text.toUtf8().lines().toList());
        OptionsFile.parse(text, OPTIONS).requireReadable();
    }
}
