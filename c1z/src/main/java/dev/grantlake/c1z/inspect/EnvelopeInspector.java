package dev.grantlake.c1z.inspect;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.c1z.C1z;
import dev.grantlake.c1z.C1zFile;
import dev.grantlake.c1z.C1zKind;
import dev.grantlake.c1z.C1zReadOptions;
import dev.grantlake.c1z.EnvelopeHead;
import dev.grantlake.c1z.FrameEntry;
import dev.grantlake.c1z.FrameTable;
import dev.grantlake.c1z.Interior;
import dev.grantlake.c1z.PayloadEncoding;
import dev.grantlake.c1z.PayloadFile;
import dev.grantlake.c1z.ReadComponents;
import dev.grantlake.c1z.V1File;
import dev.grantlake.c1z.V1Head;
import dev.grantlake.c1z.inspect.EnvelopeReport.Depth;
import dev.grantlake.c1z.inspect.EnvelopeReport.Gap;
import dev.grantlake.vfs.Vfs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Makes one {@link EnvelopeReport}: step by step, each going on where the one before met damage. */
final class EnvelopeInspector {

    /** What a manifest says of a payload with structured identities. */
    private static final int STRUCTURED_IDS = 2;

    private final Vfs vfs;
    private final String name;
    private final C1zReadOptions options;
    private final ReadComponents components;

    private final List<Gap> gaps = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** A set, since several steps come upon the same damage. */
    private final Set<String> faults = new LinkedHashSet<>();

    EnvelopeInspector(Vfs vfs, String name, C1zReadOptions options, ReadComponents components) {
        this.vfs = vfs;
        this.name = name;
        this.options = options;
        this.components = components;
    }

    EnvelopeReport inspect(Depth depth) {
        long size = vfs.size(name);
        C1zKind kind = C1z.sniff(vfs, name);
        Optional<EnvelopeHead> head = kind == C1zKind.V1 ? Optional.empty() : attempt(() -> C1z.readHead(vfs, name));
        head.ifPresent(this::noteHead);
        Optional<FrameTable> frameTable = head.filter(
                        found -> found.payloadEncoding() == PayloadEncoding.INDEXED_ZSTD.code())
                .flatMap(found -> attempt(() -> C1z.readFrameTable(vfs, name)));
        frameTable.ifPresent(table -> noteTable(table, head.orElseThrow().payloadOffset()));
        List<PayloadFile> files =
                head.flatMap(found -> attempt(() -> inspectPayload(depth))).orElse(List.of());
        Optional<V1Head> v1 = kind == C1zKind.V1 ? inspectV1(depth) : Optional.empty();
        return new EnvelopeReport(
                vfs.description() + "/" + name,
                size,
                kind,
                head,
                frameTable,
                files,
                v1,
                gaps,
                notes,
                List.copyOf(faults));
    }

    /** What {@code step} finds; if the bytes do not let it, a fault instead. */
    private <T> Optional<T> attempt(Supplier<T> step) {
        try {
            return Optional.of(step.get());
        } catch (StorageException e) {
            if (e.kind() != Kind.CORRUPT && e.kind() != Kind.UNSUPPORTED && e.kind() != Kind.LIMIT_EXCEEDED) {
                throw e;
            }
            faults.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void noteHead(EnvelopeHead head) {
        if (!head.engine().equals(Interior.PEBBLE3.engine())) {
            return;
        }
        if (head.idIndexFormat() != STRUCTURED_IDS) {
            notes.add("pebble_id_index_format is " + head.idIndexFormat() + ", not " + STRUCTURED_IDS);
        }
        if (head.syncRuns().size() != 1) {
            notes.add("the manifest lists " + head.syncRuns().size() + " syncs, not 1");
        }
    }

    private void noteTable(FrameTable table, long payloadOffset) {
        List<FrameEntry> byOffset = new ArrayList<>(table.entries());
        byOffset.sort(Comparator.comparingLong(FrameEntry::offset));
        long end = payloadOffset;
        long rawSize = 0;
        long compressedSize = 0;
        for (FrameEntry entry : byOffset) {
            addGap(end, entry.offset());
            end = entry.offset() + entry.compressedSize();
            rawSize += entry.rawSize();
            compressedSize += entry.compressedSize();
        }
        addGap(end, table.indexOffset());
        if (rawSize != table.totalRawSize()) {
            notes.add("total_raw_size is " + table.totalRawSize() + ", the frames have " + rawSize);
        }
        if (compressedSize != table.totalCompressedSize()) {
            notes.add(
                    "total_compressed_size is " + table.totalCompressedSize() + ", the frames have " + compressedSize);
        }
        if (table.manifestXxh64() == 0) {
            notes.add("the index does not record the hash of the manifest");
        }
        List<Bytes> names =
                table.entries().stream().map(entry -> Bytes.utf8(entry.name())).toList();
        if (!names.equals(names.stream().sorted().toList())) {
            notes.add("the entries are not sorted by name");
        }
        if (!byOffset.equals(table.entries())) {
            notes.add("the frames do not lie in the order of the index");
        }
    }

    private void addGap(long from, long to) {
        if (to > from) {
            gaps.add(new Gap(from, to - from));
        }
    }

    private List<PayloadFile> inspectPayload(Depth depth) {
        try (C1zFile file = C1zFile.open(vfs, name, options, components)) {
            if (file.frameTable().isEmpty()) {
                addGap(file.payloadEnd(), file.size());
            }
            if (depth == Depth.CONTENT) {
                file.frameTable()
                        .ifPresentOrElse(
                                table -> table.entries().forEach(entry -> checkFrame(file, entry)),
                                () -> file.files()
                                        .forEach(entry -> attempt(() -> PayloadDigest.sha256(file, entry.name()))));
            }
            return file.files();
        }
    }

    private Optional<V1Head> inspectV1(Depth depth) {
        return attempt(() -> V1File.open(vfs, name, options, components.metrics()))
                .flatMap(opened -> {
                    try (opened) {
                        if (opened.head().isEmpty()) {
                            notes.add("there is no database behind the magic: a store that nothing was written to");
                        }
                        if (depth == Depth.CONTENT) {
                            attempt(() -> opened.decode(piece -> {}));
                        }
                        return opened.head();
                    }
                });
    }

    private void checkFrame(C1zFile file, FrameEntry entry) {
        attempt(() -> PayloadDigest.sha256(file, entry.name())).ifPresent(sha256 -> {
            if (!sha256.equals(entry.rawSha256())) {
                notes.add("the SHA-256 of \"" + entry.name() + "\" is " + sha256 + ", the index says "
                        + entry.rawSha256());
            }
        });
    }
}
