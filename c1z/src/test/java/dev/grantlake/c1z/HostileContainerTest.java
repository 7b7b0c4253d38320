package dev.grantlake.c1z;

import com.google.protobuf.ByteString;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.base.Zstd;
import dev.grantlake.testbase.Allocation;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.wire.c1z.v3.IndexedFrameEntry;
import dev.grantlake.wire.c1z.v3.IndexedFrameIndex;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever the bytes: the right files, or a typed error; and cheap either way. */
@ExtendWith(Seeds.class)
class HostileContainerTest {

    @Test
    void everyTruncationOfAnIndexedContainerIsRefused() throws IOException {
        byte[] sound = Files.readAllBytes(Fixtures.path("c1z/empty.v3.c1z"));
        Mutations.truncations(sound)
                .forEach(cut ->
                        assertThat(contents(cut, cut.bytes())).as("%s", cut).isNull());
    }

    @Test
    void damageToAnIndexedContainerChangesNothingUnseen(Dice dice) throws IOException {
        byte[] sound = Files.readAllBytes(Fixtures.path("c1z/empty.v3.c1z"));
        Map<String, Bytes> expected = open(sound);
        Stream.concat(
                        Mutations.bitFlips(sound, Seeds.rounds(2_000), dice),
                        Mutations.garblings(sound, Seeds.rounds(2_000), dice))
                .forEach(mutation -> assertSameOrRefused(mutation, mutation.bytes(), expected));
        // Most of the file is descriptors; every byte behind them means something.
        int payload = 22_998;
        byte[] tail = Arrays.copyOfRange(sound, payload, sound.length);
        Mutations.bitFlips(tail, Seeds.rounds(6_000), dice).forEach(flip -> {
            byte[] whole = sound.clone();
            System.arraycopy(flip.bytes(), 0, whole, payload, tail.length);
            assertSameOrRefused("behind the manifest, " + flip, whole, expected);
        });
    }

    private static void assertSameOrRefused(Object damage, byte[] container, Map<String, Bytes> expected) {
        Map<String, Bytes> found = contents(damage, container);
        if (found != null) {
            assertThat(found).as("%s", damage).isEqualTo(expected);
        }
    }

    @Test
    void damageToACompressedArchiveChangesNothingUnseen(Dice dice) {
        byte[] sound = EnvelopeBuilder.withPayload(1, compress(Tars.of(Map.of("a", dice.compressible(2_000, 50)))));
        Map<String, Bytes> expected = open(sound);
        Stream.of(
                        Mutations.truncations(sound),
                        Mutations.bitFlips(sound),
                        Mutations.garblings(sound, Seeds.rounds(3_000), dice))
                .flatMap(mutations -> mutations)
                .forEach(mutation -> assertSameOrRefused(mutation, mutation.bytes(), expected));
    }

    /** A plain archive has no checksum over its content; what holds is that every cut is seen. */
    @Test
    void everyTruncationOfAPlainArchiveIsSeen(Dice dice) {
        byte[] sound = EnvelopeBuilder.withPayload(2, Tars.of(Map.of("a", dice.bytes(2_000))));
        Map<String, Bytes> expected = open(sound);
        Mutations.truncations(sound).forEach(cut -> assertSameOrRefused(cut, cut.bytes(), expected));
        Mutations.bitFlips(sound, Seeds.rounds(5_000), dice).forEach(flip -> contents(flip, flip.bytes()));
        Mutations.garblings(sound, Seeds.rounds(3_000), dice).forEach(garbled -> contents(garbled, garbled.bytes()));
    }

    @Test
    void aSmallFrameThatClaimsMuchAllocatesLittle() {
        byte[] frame = compress(new byte[100]);
        byte[] container = EnvelopeBuilder.indexed()
                .frame("a", frame, new byte[100])
                .build(index -> index.getEntriesBuilder(0).setRawSize(16 << 20));
        assertRefusedCheaply(container, 1 << 20);

        // A frame as long as the claim needs, whose blocks hold less.
        byte[] longer = Arrays.copyOf(frame, 1_000);
        byte[] padded = EnvelopeBuilder.indexed()
                .frame("a", longer, new byte[100])
                .build(index -> index.getEntriesBuilder(0).setRawSize(16 << 20));
        assertRefusedCheaply(padded, 1 << 20);
    }

    @Test
    void aHundredFramesThatExpandAllocateWithinTheBound() {
        byte[] zeros = new byte[1 << 20];
        byte[] frame = compress(zeros);
        EnvelopeBuilder builder = EnvelopeBuilder.indexed();
        for (int i = 0; i < 100; i++) {
            builder.frame("bomb-" + i, frame, zeros);
        }
        byte[] container = builder.build();
        Allocation cost = Allocation.of(() -> {
            try (C1zFile file = C1zFile.open(Containers.of(container), Containers.NAME, C1zReadOptions.defaults())) {
                for (PayloadFile entry : file.files()) {
                    try (var content = file.payload().open(entry.name())) {
                        content.read(entry.size() - 1, 1);
                    }
                }
            }
        });
        assertThat(cost.bytes()).isLessThan(bound(container));
    }

    @Test
    void anIndexOfManyRowsAllocatesWithinTheBound() {
        IndexedFrameIndex.Builder index = IndexedFrameIndex.newBuilder();
        ByteString sha256 = ByteString.copyFrom(new byte[32]);
        for (int i = 0; i < FrameTable.MAX_ENTRIES; i++) {
            index.addEntries(IndexedFrameEntry.newBuilder()
                    .setName(Integer.toString(i, 36))
                    .setFrameOffset(9 + 13 + i)
                    .setCompressedSize(1)
                    .setRawSha256(sha256));
        }
        byte[] container = EnvelopeBuilder.indexed()
                .gap(FrameTable.MAX_ENTRIES)
                .withIndex(index.build().toByteArray());
        assertThat(cost(container).bytes()).isLessThan(bound(container));
    }

    @Test
    void anArchiveOfManyHeadersAllocatesWithinTheBound() {
        // A directory may come again and again; a file may not.
        byte[] block = Tars.directoryHeader("a");
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        for (int i = 0; i < 200_000; i++) {
            archive.writeBytes(block);
        }
        assertRefusedCheaply(EnvelopeBuilder.withPayload(1, compress(archive.toByteArray())), 64 << 20);
    }

    @Test
    void aHeadOfManyRowsAllocatesWithinTheBound() {
        byte[] row = {(byte) 0xc2, 2, 0};
        byte[] manifest = new byte[EnvelopeHead.MAX_MANIFEST_LENGTH / row.length * row.length];
        for (int i = 0; i < manifest.length; i++) {
            manifest[i] = row[i % row.length];
        }
        assertRefusedCheaply(EnvelopeBuilder.envelope(manifest, new byte[0]), 64 << 20);
    }

    private static void assertRefusedCheaply(byte[] container, long maxBytes) {
        assertThat(contents("a made one", container)).isNull();
        assertThat(cost(container).bytes()).isLessThan(maxBytes + 8L * container.length);
    }

    private static Allocation cost(byte[] container) {
        return Allocation.of(() -> contents("a made one", container));
    }

    private static long bound(byte[] container) {
        return (64L << 20) + 8L * container.length;
    }

    /** All files, or null for a typed error; anything else, and too high a price, fails the test. */
    private static @Nullable Map<String, Bytes> contents(Object damage, byte[] container) {
        AtomicReference<@Nullable Map<String, Bytes>> result = new AtomicReference<>();
        Allocation cost = Allocation.of(() -> {
            try {
                result.set(open(container));
            } catch (StorageException refused) {
                assertThat(refused.kind())
                        .as("%s: %s", damage, refused)
                        .isIn(Kind.CORRUPT, Kind.UNSUPPORTED, Kind.LIMIT_EXCEEDED);
                assertThat(refused.location()).as("%s: %s", damage, refused).isPresent();
            }
        });
        assertThat(cost.bytes()).as("bytes for %s", damage).isLessThan(bound(container));
        assertThat(cost.cpuNanos()).as("time for %s", damage).isLessThan(Allocation.SECOND_NANOS);
        return result.get();
    }

    private static Map<String, Bytes> open(byte[] container) {
        try (C1zFile file = C1zFile.open(Containers.of(container), Containers.NAME, C1zReadOptions.defaults())) {
            return Contents.of(file.payload());
        }
    }

    /** With the checksum that Go writes too. */
    private static byte[] compress(byte[] raw) {
        return Zstd.compress(Bytes.wrap(raw), 3);
    }
}
