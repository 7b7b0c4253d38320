package dev.grantlake.lake.checkpoint;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Crc32c;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs;
import dev.grantlake.vfs.testing.FaultWritableVfs.Fault;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import dev.grantlake.vfs.testing.RecordingVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class CheckpointFileTest {

    private static final Instant NOW = Instant.parse("2026-11-20T21:00:00Z");
    private static final Checkpoint FIRST = new Checkpoint(12, 345, 3, NOW);
    private static final Checkpoint SECOND = new Checkpoint(13, 400, 4, NOW.plusSeconds(1));

    private final MemoryVfs root = new MemoryVfs("lake");
    private final CheckpointFile file = new CheckpointFile(root);

    private void put(String lines) {
        int crc = new Crc32c().update(Bytes.utf8(lines)).value();
        root.put("CHECKPOINT", Bytes.utf8(lines + "crc32c=" + HexFormat.of().toHexDigits(crc) + "\n"));
    }

    @Test
    void aFreshLakeHasNone() {
        assertThat(file.read()).isEqualTo(CheckpointFile.Found.NOTHING);
    }

    /** The worked example of {@code docs/formats/lake-log.md}. */
    @Test
    void isSevenLines() {
        file.write(FIRST);
        String expected = """
                format=1
                datasetVersion=12
                maxSeq=345
                firstWalSegment=3
                schema=2
                writtenAt=2026-11-20T21:00:00Z
                crc32c=b44c7a84
                """;
        assertThat(root.content("CHECKPOINT").toUtf8()).isEqualTo(expected);
        assertThat(file.read()).isEqualTo(new CheckpointFile.Found(FIRST, null));
        file.write(SECOND);
        assertThat(file.read().checkpoint()).isEqualTo(SECOND);
        assertThat(root.list()).containsExactly("CHECKPOINT");
    }

    @Test
    void isForcedBeforeItTakesTheNameAndTheNameAfterwards() {
        RecordingVfs recording = new RecordingVfs(root);
        new CheckpointFile(recording).write(FIRST);
        assertThat(recording.takeNotes())
                .containsExactly(
                        "create CHECKPOINT.new",
                        "write CHECKPOINT.new 0+112",
                        "force CHECKPOINT.new",
                        "close CHECKPOINT.new",
                        "close CHECKPOINT.new",
                        "rename CHECKPOINT.new to CHECKPOINT",
                        "force the directory");
    }

    @Test
    void anyFlippedBitAndAnyCutMakesItUnbelievable() {
        file.write(FIRST);
        Bytes whole = root.content("CHECKPOINT");
        for (int bit = 0; bit < whole.length() * 8; bit++) {
            byte[] damaged = whole.toArray();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            root.put("CHECKPOINT", Bytes.wrap(damaged));
            assertThat(file.read())
                    .as("bit %d", bit)
                    .isEqualTo(new CheckpointFile.Found(null, "its checksum is wrong"));
        }
        for (int length = 0; length < whole.length(); length++) {
            root.put("CHECKPOINT", whole.slice(0, length));
            assertThat(file.read().fault()).as("length %d", length).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "format=1\n",
                "format=1\ndatasetVersion=x\nmaxSeq=1\nfirstWalSegment=1\nschema=2\nwrittenAt=2026-11-20T21:00:00Z\n",
                "format=1\ndatasetVersion=0\nmaxSeq=1\nfirstWalSegment=1\nschema=2\nwrittenAt=2026-11-20T21:00:00Z\n",
                "format=1\ndatasetVersion=1\nmaxSeq=1\nfirstWalSegment=1\nschema=2\nwrittenAt=yesterday\n",
                "format=1\nmaxSeq=1\ndatasetVersion=1\nfirstWalSegment=1\nschema=2\nwrittenAt=2026-11-20T21:00:00Z\n"
            })
    void whatASoundFileCannotSayIsNotBelieved(String lines) {
        put(lines);
        assertThat(file.read().checkpoint()).isNull();
        assertThat(file.read().fault()).isNotNull();
    }

    @Test
    void whateverIsThereIsReadWithinBounds() {
        root.put("CHECKPOINT", Bytes.wrap(new byte[1 << 20]));
        assertThat(file.read().fault()).isEqualTo("it has 1048576 bytes");
        root.put(
                "CHECKPOINT",
                Bytes.wrap(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}));
        assertThat(file.read().fault()).isNotNull();
    }

    @Test
    void aLaterVersionIsRefused() {
        put("format=2\ndatasetVersion=1\nmaxSeq=1\nfirstWalSegment=1\nschema=2\nwrittenAt=2026-11-20T21:00:00Z\n");
        assertThatThrownBy(file::read)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED));
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new Checkpoint(0, 1, 1, NOW)).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> new Checkpoint(1, -1, 1, NOW)).isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> new Checkpoint(1, 1, 0, NOW)).isInstanceOf(StorageException.class);
    }

    /** At every change of the disk the power fails: there is the old one or the new one, and it can be replaced. */
    @Test
    void thereIsTheOldOneOrTheNewOne(Dice dice) {
        Set<Long> left = new TreeSet<>();
        for (int round = 0; round < Seeds.rounds(50); round++) {
            ForgetfulDisk disk = new ForgetfulDisk();
            CheckpointFile kept = new CheckpointFile(disk.directory("lake"));
            kept.write(FIRST);
            disk.afterEachChange(() -> {
                ForgetfulDisk after = disk.crash(dice);
                CheckpointFile found = new CheckpointFile(after.directory("lake"));
                Checkpoint checkpoint = Objects.requireNonNull(found.read().checkpoint(), after.toString());
                assertThat(checkpoint).isIn(FIRST, SECOND);
                left.add(checkpoint.datasetVersion());
                found.write(SECOND);
                assertThat(found.read().checkpoint()).isEqualTo(SECOND);
            });
            kept.write(SECOND);
            disk.afterEachChange(() -> {});
            assertThat(new CheckpointFile(disk.crash(dice).directory("lake"))
                            .read()
                            .checkpoint())
                    .isEqualTo(SECOND);
        }
        assertThat(left).containsExactly(12L, 13L);
    }

    @Test
    void everyFaultLeavesTheOldOneOrTheNewOneAndNothingOpen() {
        for (Fault fault : Fault.values()) {
            boolean failed = true;
            for (long call = 1; failed; call++) {
                MemoryVfs memory = new MemoryVfs("lake");
                new CheckpointFile(memory).write(FIRST);
                FaultWritableVfs faulty = FaultWritableVfs.once(memory, call, fault);
                try {
                    new CheckpointFile(faulty).write(SECOND);
                } catch (StorageException e) {
                    assertThat(e).hasMessageContaining("injected");
                }
                faulty.requireNothingOpen();
                failed = faulty.failed();
                assertThat(new CheckpointFile(memory).read().checkpoint()).isIn(FIRST, SECOND);
                new CheckpointFile(memory).write(SECOND);
                assertThat(new CheckpointFile(memory).read().checkpoint()).isEqualTo(SECOND);
            }
        }
    }
}
