package dev.grantlake.pebble.bulk;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.lsm.bulk.BulkLoader;
import dev.grantlake.records.encode.GrantEncoder;
import dev.grantlake.records.encode.GrantParts;
import dev.grantlake.records.encode.RecordLimits;
import dev.grantlake.store.Packing;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.SyncType;
import dev.grantlake.store.TableLayout;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.store.WrittenSync;
import dev.grantlake.vfs.NewFile;
import dev.grantlake.vfs.testing.FaultNewFile;
import dev.grantlake.wire.storage.v3.GrantRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A file that fails at one call, or a sync that is given up at one: the old file stays, and nothing else does. */
class SyncFileTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.089Z");
    private static final int GRANTS = 20_000;
    private static final String OLD = "old";

    @TempDir
    private Path folder;

    private Path file;
    private WriteOptions options;

    @BeforeEach
    void begin() throws IOException {
        file = Files.writeString(folder.resolve("out.c1z"), OLD);
        options = WriteOptions.defaults()
                .withReplace(true)
                .withThreads(2)
                .withMemoryBytes(1 << 20)
                .withTemporaryFolder(Files.createDirectory(folder.resolve("scratch")));
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(options.temporaryFolder()).isEmptyDirectory();
        try (Stream<Path> names = Files.list(folder)) {
            assertThat(names).containsExactlyInAnyOrder(file, options.temporaryFolder());
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("grantlake-"));
    }

    @ParameterizedTest
    @EnumSource(Packing.class)
    void aCallThatFailsLeavesTheOldFile(Packing packing) {
        options = options.withPacking(packing);
        for (int call = 1; ; call++) {
            FaultNewFile faulty = FaultNewFile.from(SyncFile.create(file, options), call);
            try {
                write(faulty, new Cancellation());
                assertThat(faulty.failed()).as("a failure at call %d", call).isFalse();
                assertThat(call).as("calls to the file").isGreaterThan(4);
                return;
            } catch (StorageException e) {
                assertThat(e.kind()).isEqualTo(Kind.IO);
                assertThat(e).hasMessageContaining(file.toString()).hasMessageContaining("injected fault");
                assertThat(file).hasContent(OLD);
            }
        }
    }

    @Test
    void aSyncThatIsGivenUpAtAnyCallIsGivenUpOrComplete() throws IOException {
        // Without compression the file is called table by table, and not only in the end.
        options = options.withPacking(Packing.TAR).withLayout(TableLayout.FRAMES);
        int givenUp = 0;
        for (int call = 1; ; call++) {
            Cancellation cancellation = new Cancellation();
            GivingUp target = new GivingUp(SyncFile.create(file, options), call, cancellation);
            try {
                write(target, cancellation);
                if (target.calls < call) {
                    assertThat(givenUp).as("calls at which it was given up").isPositive();
                    return;
                }
                Files.writeString(file, OLD);
            } catch (StorageException e) {
                assertThat(e.kind()).isEqualTo(Kind.CLOSED);
                assertThat(file).hasContent(OLD);
                givenUp++;
            }
        }
    }

    @Test
    void aSyncThatWasGivenUpBeforeIsNotSorted() {
        Cancellation cancellation = new Cancellation();
        cancellation.request();
        assertThatThrownBy(() -> write(SyncFile.create(file, options), cancellation))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CLOSED));
        assertThat(file).hasContent(OLD);
    }

    @Test
    void theLargestAssetFitsIntoARowOfTheFile() {
        WriteOptions usual = WriteOptions.defaults();
        assertThat(new RecordLimits(usual.maxKeyBytes(), usual.maxAssetBytes(), BulkLoader.MAX_ENTRY_BYTES))
                .isEqualTo(RecordLimits.DEFAULT);
        // Its id is in the key and in the value, and beside them are a type of content and a time.
        assertThat(usual.maxAssetBytes() + 2 * WriteOptions.MAX_KEY_BYTES + (1 << 20))
                .isLessThan(BulkLoader.MAX_ENTRY_BYTES);
    }

    private WrittenSync write(NewFile target, Cancellation cancellation) {
        SyncRun run = new SyncRun(
                "2ZVGuQwsGOcZoJmbB2Xn3ViCZOy",
                SyncType.FULL,
                Optional.of(NOW),
                Optional.of(NOW),
                "",
                "",
                "",
                false,
                false,
                Optional.empty());
        try (PutRows rows = new PutRows(options.temporaryFolder(), options.memoryBytes() / 2, 1)) {
            putGrants(rows.grants());
            return SyncFile.write(target, run, rows, options, cancellation);
        }
    }

    private static void putGrants(GrantIntake intake) {
        GrantEncoder encoder = new GrantEncoder(RecordLimits.DEFAULT);
        GrantParts parts = new GrantParts();
        int time = intake.time(GrantEncoder.discoveredAt(NOW));
        GrantRecord.Builder grant = GrantRecord.newBuilder();
        grant.getEntitlementBuilder()
                .setResourceTypeId("group")
                .setResourceId("g1")
                .setEntitlementId("member");
        for (int user = 0; user < GRANTS; user++) {
            grant.getPrincipalBuilder()
                    .setResourceTypeId("user")
                    .setResourceId("u" + Long.toHexString(user * 0x9E3779B97F4A7C15L));
            encoder.split(grant.build(), parts);
            intake.add(parts, time);
        }
    }

    /** Gives a sync up when its file is called for the n-th time. */
    private static final class GivingUp implements NewFile {

        private final NewFile inner;
        private final int call;
        private final Cancellation cancellation;
        private int calls;

        GivingUp(NewFile inner, int call, Cancellation cancellation) {
            this.inner = inner;
            this.call = call;
            this.cancellation = cancellation;
        }

        private void count() {
            if (++calls == call) {
                cancellation.request();
            }
        }

        @Override
        public String description() {
            return inner.description();
        }

        @Override
        public long size() {
            return inner.size();
        }

        @Override
        public void write(long position, byte[] array, int offset, int length) {
            count();
            inner.write(position, array, offset, length);
        }

        @Override
        public Bytes read(long position, int length) {
            count();
            return inner.read(position, length);
        }

        @Override
        public void truncate(long size) {
            count();
            inner.truncate(size);
        }

        @Override
        public void commit() {
            count();
            inner.commit();
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
