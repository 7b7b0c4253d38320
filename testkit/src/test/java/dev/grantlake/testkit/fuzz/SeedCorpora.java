package dev.grantlake.testkit.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.XxHash64;
import dev.grantlake.base.Zstd;
import dev.grantlake.c1z.C1zFile;
import dev.grantlake.c1z.C1zReadOptions;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.wire.c1z.v3.C1ZManifestV3;
import dev.grantlake.wire.c1z.v3.GrantDigestRoot;
import dev.grantlake.wire.c1z.v3.IndexedFrameEntry;
import dev.grantlake.wire.c1z.v3.IndexedFrameIndex;
import dev.grantlake.wire.c1z.v3.PayloadEncoding;
import dev.grantlake.wire.c1z.v3.SyncRunSummary;
import dev.grantlake.wire.storage.v3.CallStat;
import dev.grantlake.wire.storage.v3.IngestQualityStats;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the inputs that the targets begin with: sound ones, small, of every kind that a format has. Those that are
 * committed come out of the samples and out of this code; for a long search the fixtures give more. They lie as Jazzer
 * looks for them, in {@code <class>Inputs/<method>/<name>}.
 */
final class SeedCorpora {

    private static final String WAL_TARGET = "WalFuzzTestInputs/showsRowsOrIsRefused";
    private static final String LAKE_LOG_TARGET = "LakeLogFuzzTestInputs/replaysCommitsOrRefuses";
    private static final int MAX_SEED_BYTES = 16 << 10;
    private static final int MAX_SMALL_FILE_BYTES = 2 << 10;
    private static final int PREFIX_LENGTH = 9;
    private static final int ROW_KIND_BYTES = 3;
    private static final int TAR_BLOCK = 512;
    private static final int FORMAT_BEFORE_END = 12;
    private static final int FIRST_COLUMNAR_FORMAT = 5;
    private static final int MIN_LZ = 8;
    private static final String MIN_LZ_TARGET = "MinLzFuzzTestInputs/decodesAsThePlainDecoderDoes";
    private static final String ROW_TABLE_TARGET = "RowTableFuzzTestInputs/readsTheSameInBothDirections";

    private final Path folder;

    private SeedCorpora(Path folder) {
        this.folder = folder;
    }

    /** Writes the committed inputs to a folder. */
    static void writeCommitted(Path folder) throws IOException {
        SeedCorpora corpora = new SeedCorpora(folder);
        corpora.writeSnappy();
        corpora.writeMinLz();
        corpora.writeRowTables();
        corpora.writeTar();
        corpora.writeFrameIndex();
        corpora.writeManifestMessage();
        corpora.writeKsuids();
        corpora.writeTuples();
        corpora.writePageTokens();
        corpora.writeRows();
        corpora.writeOlderRows();
        corpora.writeLogs();
        corpora.writeV1();
        corpora.writeContainersOf(Fixtures.projectRoot().resolve("samples"));
    }

    /** Writes what the fixtures give to a folder. */
    static void writeFixtures(Path folder) throws IOException {
        new SeedCorpora(folder).writeFixtures();
    }

    private void writeSnappy() throws IOException {
        String target = "SnappyFuzzTestInputs/decodesAsGoogleDoes";
        write(target, "worked-example", Bytes.ofHex("0d0461621d02").toArray());
        write(target, "empty", new byte[1]);
        byte[] text = Files.readAllBytes(Fixtures.projectRoot().resolve("LICENSE"));
        write(target, "text", org.xerial.snappy.Snappy.compress(Arrays.copyOf(text, 3000)));
        write(target, "run", org.xerial.snappy.Snappy.compress(new byte[100_000]));
        write(target, "copies", Bytes.ofHex("0d0861626305010a03000b03000000").toArray());
    }

    /** The examples of {@link dev.grantlake.base.MinLz}, and one of each kind of copy behind a literal. */
    private void writeMinLz() throws IOException {
        write(MIN_LZ_TARGET, "worked-example", Bytes.ofHex("000d0861625d00").toArray());
        write(MIN_LZ_TARGET, "empty", new byte[1]);
        write(MIN_LZ_TARGET, "stored", Bytes.ofHex("0000616263").toArray());
        write(MIN_LZ_TARGET, "snappy", Bytes.ofHex("0d0461621d02").toArray());
        write(MIN_LZ_TARGET, "repeat", Bytes.ofHex("0006" + "0061" + "24").toArray());
        String run = "0061" + "ec22";
        write(
                MIN_LZ_TARGET,
                "middle-distance",
                Bytes.ofHex("0045" + run + "020000").toArray());
        write(
                MIN_LZ_TARGET,
                "literal-and-copy",
                Bytes.ofHex("0046" + run + "03000062").toArray());
        write(
                MIN_LZ_TARGET,
                "far-distance",
                new ByteSink()
                        .writeByte(0)
                        .writeVarint(65537 + 4)
                        .writeBytes(Bytes.ofHex("0061" + "fce2ff00" + "07000000"))
                        .toArray());
    }

    private void writeRowTables() throws IOException {
        for (Map.Entry<String, byte[]> input : RowTableSeeds.inputs().entrySet()) {
            write(ROW_TABLE_TARGET, input.getKey(), input.getValue());
        }
    }

    private void writeTar() throws IOException {
        String target = "TarFuzzTestInputs/seesWhatCommonsSees";
        String longName = "folder-with-a-long-name/".repeat(6) + "000001.sst";
        write(target, "ustar", tar(TarArchiveOutputStream.LONGFILE_ERROR, "MANIFEST-000001", "sub/000001.sst"));
        write(target, "gnu-long-name", tar(TarArchiveOutputStream.LONGFILE_GNU, longName, "OPTIONS-000002"));
        write(target, "pax-long-name", tar(TarArchiveOutputStream.LONGFILE_POSIX, longName, "OPTIONS-000002"));
        byte[] oldest = tar(TarArchiveOutputStream.LONGFILE_ERROR, "MANIFEST-000001");
        Arrays.fill(oldest, 257, 512, (byte) 0);
        oldest[156] = 0;
        write(target, "v7", oldest);
        byte[] prefixed = tar(TarArchiveOutputStream.LONGFILE_ERROR, "000001.sst");
        System.arraycopy("prefix".getBytes(StandardCharsets.UTF_8), 0, prefixed, 345, 6);
        System.arraycopy("ustar\0".getBytes(StandardCharsets.UTF_8), 0, prefixed, 257, 6);
        write(target, "prefix", prefixed);
    }

    private static byte[] tar(int longFileMode, String... names) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (String name : names) {
            files.put(name, name.getBytes(StandardCharsets.UTF_8));
        }
        return tar(longFileMode, files);
    }

    private static byte[] tar(int longFileMode, Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, TAR_BLOCK, StandardCharsets.UTF_8.name())) {
            out.setLongFileMode(longFileMode);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                entry.setMode(0644);
                entry.setModTime(0);
                out.putArchiveEntry(entry);
                out.write(file.getValue());
                out.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private void writeFrameIndex() throws IOException {
        String target = "FrameIndexFuzzTestInputs/readsWhatTheRowsClaim";
        long offset = FrameIndexFuzzTest.framesOffset();
        IndexedFrameEntry empty = row("LOCK", offset, FrameIndexFuzzTest.EMPTY_FRAME, FrameIndexFuzzTest.EMPTY_FILE);
        offset += FrameIndexFuzzTest.EMPTY_FRAME.length;
        IndexedFrameEntry text = row("CURRENT", offset, FrameIndexFuzzTest.TEXT_FRAME, FrameIndexFuzzTest.TEXT_FILE);
        offset += FrameIndexFuzzTest.TEXT_FRAME.length;
        IndexedFrameEntry zeros =
                row("sub/000001.sst", offset, FrameIndexFuzzTest.ZEROS_FRAME, FrameIndexFuzzTest.ZEROS_FILE);
        write(target, "three-files", index(empty, text, zeros));
        write(target, "one-file", index(zeros));
        write(target, "no-file", new byte[0]);
    }

    private static byte[] index(IndexedFrameEntry... rows) {
        IndexedFrameIndex.Builder index = IndexedFrameIndex.newBuilder();
        for (IndexedFrameEntry row : rows) {
            index.addEntries(row)
                    .setTotalRawSize(index.getTotalRawSize() + row.getRawSize())
                    .setTotalCompressedSize(index.getTotalCompressedSize() + row.getCompressedSize());
        }
        return index.build().toByteArray();
    }

    private static IndexedFrameEntry row(String name, long offset, byte[] frame, byte[] content) {
        return IndexedFrameEntry.newBuilder()
                .setName(name)
                .setFrameOffset(offset)
                .setCompressedSize(frame.length)
                .setRawSize(content.length)
                .setRawXxh64(XxHash64.of(Bytes.wrap(content)))
                .setRawSha256(ByteString.copyFrom(new byte[32]))
                .build();
    }

    private void writeManifestMessage() throws IOException {
        Timestamp time =
                Timestamp.newBuilder().setSeconds(1_800_000_000).setNanos(7).build();
        CallStat call = CallStat.newBuilder()
                .setCount(3)
                .setTotalMs(20)
                .setMaxMs(9)
                .setErrors(1)
                .setTimeouts(1)
                .build();
        SyncStatsRecord stats = SyncStatsRecord.newBuilder()
                .setSyncId("sync")
                .setResourceTypes(1)
                .setResources(2)
                .setEntitlements(3)
                .setGrants(4)
                .setAssets(5)
                .putResourcesByResourceType("user", 2)
                .putGrantsByEntitlementResourceType("group", 4)
                .putEntitlementsByResourceType("group", 3)
                .putStepDurationsMs("grants", 11)
                .putConnectorCallStats("list", call)
                .putSessionStoreStats("get", call)
                .setIngestQuality(IngestQualityStats.newBuilder()
                        .setSourceCacheReplayBlocked(true)
                        .setGrantsDropped(1)
                        .setReasonFlags(6))
                .setWrittenAt(time)
                .build();
        C1ZManifestV3 whole = C1ZManifestV3.newBuilder()
                .setEngine("pebble")
                .setEngineSchemaVersion(1)
                .setPayloadEncoding(PayloadEncoding.PAYLOAD_ENCODING_INDEXED_ZSTD)
                .addSyncRuns(SyncRunSummary.newBuilder()
                        .setSyncId("sync")
                        .setTypeValue(1)
                        .setStartedAt(time)
                        .setEndedAt(time)
                        .setParentSyncId("parent")
                        .setStats(stats))
                .setFoldDeadBytes(12)
                .setPebbleIdIndexFormatValue(2)
                .setGrantDigestRoot(GrantDigestRoot.newBuilder()
                        .setXorDigest(ByteString.copyFromUtf8("0123456789abcdef"))
                        .setCount(4)
                        .setAbiVersion(1))
                .build();
        write("ManifestMessageFuzzTestInputs/readsWhatProtobufReads", "every-field", whole.toByteArray());
    }

    private void writeKsuids() throws IOException {
        String target = "KsuidFuzzTestInputs/textAndBytesSayTheSame";
        write(target, "text", "2vWKYgLfXUWdHvyjBdkTUoEOv3a".getBytes(StandardCharsets.UTF_8));
        write(target, "greatest-text", "aWgEPTl1tmebfsQzFP4bxwgy80V".getBytes(StandardCharsets.UTF_8));
        write(target, "text-behind-the-greatest", "aWgEPTl1tmebfsQzFP4bxwgy80W".getBytes(StandardCharsets.UTF_8));
        byte[] greatest = new byte[20];
        Arrays.fill(greatest, (byte) 0xff);
        write(target, "greatest-bytes", greatest);
    }

    private void writeTuples() throws IOException {
        String target = "TupleCodecFuzzTestInputs/eachValueHasOneEncoding";
        write(target, "plain", "user/alice".getBytes(StandardCharsets.UTF_8));
        write(target, "escapes", Bytes.ofHex("610101620102ff").toArray());
        write(target, "raw-specials", Bytes.ofHex("000001020100").toArray());
        write(target, "half-an-escape", Bytes.ofHex("6101").toArray());
    }

    private void writePageTokens() throws IOException {
        List<byte[]> seeds = PageTokenFuzzTest.seeds();
        for (int i = 0; i < seeds.size(); i++) {
            write("PageTokenFuzzTestInputs/aListingShowsNoneButItsOwn", "position-" + i, seeds.get(i));
        }
        write("PageTokenFuzzTestInputs/aListingShowsNoneButItsOwn", "no-token", new byte[] {6, 0});
    }

    /** One row of each kind, and one input of two rows of each kind. */
    private void writeRows() throws IOException {
        String target = "RecordsFuzzTestInputs/readsOrRefusesWhateverTheRows";
        Map<String, Integer> seen = new LinkedHashMap<>();
        ByteSink together = new ByteSink();
        for (Map.Entry<Bytes, Bytes> row : RecordsFuzzTest.rowsOf("tiny.c1z").entrySet()) {
            Bytes key = row.getKey();
            if (row.getValue().length() > MAX_SMALL_FILE_BYTES) {
                continue;
            }
            String kind = key.slice(0, Math.min(ROW_KIND_BYTES, key.length())).toHex();
            byte[] input = RecordsFuzzTest.row(key, row.getValue());
            int count = seen.merge(kind, 1, Integer::sum);
            if (count == 1) {
                write(target, "row-" + kind, input);
            }
            if (count <= 2) {
                together.writeBytes(input);
            }
        }
        write(target, "two-rows-of-each-kind", together.toArray());
    }

    private void writeOlderRows() throws IOException {
        for (Map.Entry<String, byte[]> seed : OlderRecordsFuzzTest.seeds().entrySet()) {
            write("OlderRecordsFuzzTestInputs/readsMigratesOrRefusesWhateverTheRows", seed.getKey(), seed.getValue());
        }
    }

    /** Batches of all kinds, in chunks of all formats. */
    private void writeLogs() throws IOException {
        write(
                WAL_TARGET,
                "points",
                WalFuzzTest.seed(
                        Bytes.ofHex("0a0000000000000003000000" + "01016101310201610132" + "010162026262"),
                        Bytes.ofHex(
                                "0d0000000000000004000000" + "000162" + "070161" + "17016501" + "06" + "0f01610163"),
                        Bytes.ofHex("110000000000000000000000" + "03036c6f67"),
                        Bytes.ofHex("110000000000000001000000" + "0101630133")));
        write(
                WAL_TARGET,
                "range-keys",
                WalFuzzTest.seed(Bytes.ofHex(
                        "0a0000000000000003000000" + "150172050173000176" + "14017203017300" + "1301720173")));
        write(
                WAL_TARGET,
                "ingest",
                WalFuzzTest.seed(
                        Bytes.ofHex("0a0000000000000001000000" + "0101610131"),
                        Bytes.ofHex("0b0000000000000002000000" + "180161016316010d")));
        byte[] segment = LakeLogFuzzTest.seed();
        write(LAKE_LOG_TARGET, "two-groups", segment);
        write(LAKE_LOG_TARGET, "torn", Arrays.copyOf(segment, segment.length - 9));
    }

    private void writeV1() throws IOException {
        for (boolean records : new boolean[] {false, true}) {
            byte[] database = V1Files.database(records);
            String name = records ? "records" : "tables";
            write("SqlitePagesFuzzTestInputs/readsOrRefuses", name, database);
            write("V1ContainerFuzzTestInputs/decodesOrRefuses", name, Zstd.compress(Bytes.wrap(database), 3));
            write("V1ContainerFuzzTestInputs/decodesOrRefuses", name + "-raw", V1Files.frame(database));
        }
        write("V1ContainerFuzzTestInputs/decodesOrRefuses", "nothing", new byte[0]);
    }

    private void writeFixtures() throws IOException {
        writeMinLzBlocks(Files.readAllBytes(Fixtures.path("sst/rich-v7-minlz.sst")));
        for (Path table : Fixtures.list("sst", ".sst")) {
            writeTable(table.getFileName().toString(), Files.readAllBytes(table));
        }
        for (Path archive : Fixtures.list("pebble", ".tar")) {
            try (TarArchiveInputStream in =
                    new TarArchiveInputStream(new ByteArrayInputStream(Files.readAllBytes(archive)))) {
                for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    if (entry.isFile()) {
                        writeFile(archive.getFileName() + "-" + entry.getName().replace('/', '-'), in.readAllBytes());
                    }
                }
            }
        }
        for (String directory : List.of("c1z", "c1z/corrupt", "c1z/inconsistent")) {
            writeContainersOf(Fixtures.path(directory));
        }
    }

    /** The parts of all containers in a folder: heads, payload files, and small containers of the same content. */
    private void writeContainersOf(Path directory) throws IOException {
        List<Path> files;
        try (var listed = Files.list(directory)) {
            files = listed.filter(file -> file.getFileName().toString().endsWith(".c1z"))
                    .sorted()
                    .toList();
        }
        for (Path path : files) {
            byte[] file = Files.readAllBytes(path);
            String name = path.getFileName().toString().replace(".c1z", "");
            try (C1zFile container = C1zFile.open(
                    new MemoryVfs("seed").put(Container.NAME, Bytes.wrap(file)),
                    Container.NAME,
                    C1zReadOptions.defaults())) {
                writeContainer(
                        name,
                        C1ZManifestV3.parseFrom(
                                Bytes.wrap(file, PREFIX_LENGTH, container.head().manifestLength())
                                        .toArray()),
                        container);
            } catch (StorageException damaged) {
                if (file.length <= MAX_SEED_BYTES) {
                    write("EnvelopeFuzzTestInputs/readsOrRefuses", name, file);
                }
            }
        }
    }

    private void writeContainer(String name, C1ZManifestV3 manifest, C1zFile container) throws IOException {
        C1ZManifestV3 slim =
                manifest.toBuilder().clearDescriptors().clearRecordTypes().build();
        write("ManifestMessageFuzzTestInputs/readsWhatProtobufReads", name, slim.toByteArray());
        Map<String, byte[]> contents = Container.contents(container);
        Map<String, byte[]> small = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> entry : contents.entrySet()) {
            writeFile(name + "-" + entry.getKey(), entry.getValue());
            if (entry.getValue().length <= MAX_SMALL_FILE_BYTES) {
                small.put(entry.getKey(), entry.getValue());
            }
        }
        String target = "EnvelopeFuzzTestInputs/readsOrRefuses";
        C1ZManifestV3 head = slim.toBuilder().clearSyncRuns().build();
        write(target, name + "-indexed", indexed(head, small));
        byte[] archive = tar(TarArchiveOutputStream.LONGFILE_POSIX, small);
        write(target, name + "-tar", Container.of(encoded(head, PayloadEncoding.PAYLOAD_ENCODING_TAR), archive));
        write(
                target,
                name + "-tarzstd",
                Container.of(
                        encoded(head, PayloadEncoding.PAYLOAD_ENCODING_TAR_ZSTD),
                        Zstd.compress(Bytes.wrap(archive), 3)));
    }

    private static byte[] encoded(C1ZManifestV3 head, PayloadEncoding encoding) {
        return head.toBuilder().setPayloadEncoding(encoding).build().toByteArray();
    }

    private static byte[] indexed(C1ZManifestV3 head, Map<String, byte[]> files) {
        byte[] manifest = encoded(head, PayloadEncoding.PAYLOAD_ENCODING_INDEXED_ZSTD);
        List<byte[]> parts = new ArrayList<>();
        List<IndexedFrameEntry> rows = new ArrayList<>();
        long offset = Container.of(manifest).length;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            byte[] frame = Zstd.compress(Bytes.wrap(file.getValue()), 3);
            rows.add(row(file.getKey(), offset, frame, file.getValue()));
            parts.add(frame);
            offset += frame.length;
        }
        byte[] index = index(rows.toArray(IndexedFrameEntry[]::new));
        parts.add(index);
        parts.add(Container.footer(offset, index));
        return Container.withRightHashes(Container.of(manifest, parts.toArray(byte[][]::new)));
    }

    /** A file of a Pebble directory. */
    private void writeFile(String name, byte[] content) throws IOException {
        if (name.contains("-MANIFEST-") && content.length <= MAX_SEED_BYTES) {
            write("ManifestFuzzTestInputs/leadsToAVersionOrIsRefused", name, content);
        } else if (name.endsWith(".log") && content.length > 0 && content.length <= MAX_SEED_BYTES) {
            write(WAL_TARGET, name, content);
        } else if (name.endsWith(".sst")) {
            writeTable(name, content);
        }
    }

    private void writeTable(String name, byte[] table) throws IOException {
        if (table.length > MAX_SEED_BYTES) {
            return;
        }
        boolean columnar = table[table.length - FORMAT_BEFORE_END] >= FIRST_COLUMNAR_FORMAT;
        write(
                columnar ? "SstableFuzzTestInputs/readsTheSameInBothDirections" : ROW_TABLE_TARGET,
                name,
                BlockSequence.of(table).input());
    }

    /** The blocks of a table that are MinLZ, as they are stored. */
    private void writeMinLzBlocks(byte[] table) throws IOException {
        int written = 0;
        for (BlockSequence.Block block : BlockSequence.of(table).blocks()) {
            if (block.compression() == MIN_LZ && block.stored().length() <= MAX_SEED_BYTES) {
                write(MIN_LZ_TARGET, "go-" + written++, block.stored().toArray());
            }
        }
    }

    private void write(String target, String name, byte[] input) throws IOException {
        Path file = folder.resolve(target).resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, input);
    }
}
