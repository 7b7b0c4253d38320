package dev.grantlake.c1z;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.c1z.inspect.EnvelopeReport;
import dev.grantlake.c1z.inspect.EnvelopeReport.Depth;
import dev.grantlake.c1z.inspect.EnvelopeReport.Gap;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.wire.c1z.v3.SyncRunSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What no fixture shows; the fixtures are in the data-driven tests of the package itself. */
@ExtendWith(Seeds.class)
class EnvelopeReportTest {

    private static final byte[] HELLO = Bytes.utf8("hello").toArray();

    @Test
    void aSoundContainerHasNothingToNote() {
        EnvelopeReport report = report(sound().file("a", HELLO).file("b", HELLO).build());

        assertThat(report.notes()).isEmpty();
        assertThat(report.faults()).isEmpty();
        assertThat(report.gaps()).isEmpty();
        assertThat(report.files()).extracting(PayloadFile::name).containsExactly("a", "b");
    }

    @Test
    void notesWhatAReaderAccepts() {
        EnvelopeReport report = report(EnvelopeBuilder.indexed()
                .gap(10)
                .file("b", HELLO)
                .gap(5)
                .file("a", HELLO)
                .gap(1)
                .build(index -> {
                    index.setTotalRawSize(7).setTotalCompressedSize(8).setManifestXxh64(0);
                    index.getEntriesBuilder(0).setRawSha256(ByteString.copyFrom(new byte[32]));
                }));

        assertThat(report.faults()).isEmpty();
        assertThat(report.gaps()).containsExactly(new Gap(22, 10), new Gap(46, 5), new Gap(65, 1));
        assertThat(report.notes())
                .containsExactly(
                        "pebble_id_index_format is 0, not 2",
                        "the manifest lists 0 syncs, not 1",
                        "total_raw_size is 7, the frames have 10",
                        "total_compressed_size is 8, the frames have 28",
                        "the index does not record the hash of the manifest",
                        "the entries are not sorted by name",
                        "the SHA-256 of \"b\" is " + Bytes.wrap(EnvelopeBuilder.sha256(HELLO)) + ", the index says "
                                + "00".repeat(32));
    }

    @Test
    void notesFramesOutOfOrder() {
        EnvelopeReport report = report(sound().file("a", HELLO).file("b", HELLO).build(index -> {
            var first = index.getEntries(0);
            index.setEntries(0, index.getEntries(1)).setEntries(1, first);
        }));
        assertThat(report.notes())
                .containsExactly(
                        "the entries are not sorted by name", "the frames do not lie in the order of the index");
    }

    @Test
    void showsEveryDamagedFrameAndOnlyThose() {
        byte[] frame = Zstd.compress(HELLO);
        byte[] damaged = frame.clone();
        damaged[frame.length - 1] ^= 1;
        byte[] empty = Zstd.compress(new byte[0]);
        byte[] damagedEmpty = empty.clone();
        damagedEmpty[0] ^= 1;
        byte[] container = sound().frame("a", damaged, HELLO)
                .frame("b", frame, HELLO)
                .frame("c", damagedEmpty, new byte[0])
                .build();

        assertThat(report(container).faults())
                .hasSize(2)
                .anyMatch(fault -> fault.contains("frame of \"a\""))
                .anyMatch(fault -> fault.contains("frame of \"c\""));
        assertThat(report(container, Depth.TABLE).faults()).isEmpty();
    }

    @Test
    void foreignTextStaysOnItsLine() {
        EnvelopeReport report = report(
                sound().manifest(m -> m.setEngine("x\ny")).file("a\nb", HELLO).build());
        assertThat(report.lines()).noneMatch(line -> line.contains("\n"));
        assertThat(report.faults()).hasSize(1);
        assertThat(report.frameTable()).isPresent();
    }

    @Test
    void anyDamageGivesAReport(Dice dice) throws IOException {
        byte[] sound = Files.readAllBytes(Fixtures.path("c1z/empty.v3.c1z"));
        Mutations.bitFlips(sound, Seeds.rounds(500), dice)
                .forEach(flip ->
                        assertThat(report(flip.bytes()).lines()).as("%s", flip).isNotEmpty());
        Mutations.garblings(sound, Seeds.rounds(500), dice)
                .forEach(garbled -> assertThat(report(garbled.bytes()).lines())
                        .as("%s", garbled)
                        .isNotEmpty());
    }

    @Test
    void aFileThatIsNotThereIsNoReport() {
        assertThatThrownBy(() -> EnvelopeReport.of(
                        new MemoryVfs("memory"),
                        Containers.NAME,
                        Depth.TABLE,
                        C1zReadOptions.defaults(),
                        ReadComponents.standalone()))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
        assertThatThrownBy(() -> C1z.readFrameTable(
                        Containers.of(EnvelopeBuilder.withPayload(2, Tars.of(Map.of()))), Containers.NAME))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION));
    }

    private static EnvelopeBuilder sound() {
        return EnvelopeBuilder.indexed()
                .manifest(m -> m.setPebbleIdIndexFormatValue(2).addSyncRuns(SyncRunSummary.getDefaultInstance()));
    }

    private static EnvelopeReport report(byte[] container) {
        return report(container, Depth.CONTENT);
    }

    private static EnvelopeReport report(byte[] container, Depth depth) {
        return EnvelopeReport.of(
                Containers.of(container),
                Containers.NAME,
                depth,
                C1zReadOptions.defaults(),
                ReadComponents.standalone());
    }
}
