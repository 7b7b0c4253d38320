package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.c1z.C1zFile;
import dev.grantlake.c1z.EnvelopeHead;
import dev.grantlake.c1z.FrameEntry;
import dev.grantlake.c1z.FrameTable;
import dev.grantlake.c1z.FullManifest;
import dev.grantlake.c1z.PayloadFile;
import dev.grantlake.c1z.inspect.PayloadDigest;
import dev.grantlake.vfs.Vfs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Checks the container around a database: that every byte of it belongs to something, and that each file in it is what
 * the table of contents says, by all of its hashes.
 */
final class ContainerCheck {

    private final C1zFile file;
    private final Journal findings;

    ContainerCheck(C1zFile file, Journal findings) {
        this.file = file;
        this.findings = findings;
    }

    /** Checks all but the manifest. */
    void run(Workers workers) {
        file.frameTable().ifPresentOrElse(this::layout, this::end);
        List<Runnable> tasks = new ArrayList<>();
        for (PayloadFile each : file.files()) {
            tasks.add(() -> content(each));
        }
        workers.run(tasks);
    }

    /** Checks that the manifest is the one of this payload, and what only the whole of it shows. */
    void manifest(Vfs folder, String name) {
        try {
            file.requireManifest();
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CORRUPT) {
                throw e;
            }
            findings.add(Finding.of(FindingCode.CONTAINER_MANIFEST_HASH, e, file.description()));
        }
        try {
            FullManifest.requireDescriptorClosure(FullManifest.read(folder, name));
        } catch (StorageException e) {
            Location where = new Location(file.description(), EnvelopeHead.PREFIX_LENGTH, "manifest");
            report(FindingCode.MANIFEST_DESCRIPTORS, where, String.valueOf(e.getMessage()));
        }
    }

    private void layout(FrameTable table) {
        List<FrameEntry> byOffset = new ArrayList<>(table.entries());
        byOffset.sort(Comparator.comparingLong(FrameEntry::offset));
        long end = file.head().payloadOffset();
        long raw = 0;
        long compressed = 0;
        for (FrameEntry entry : byOffset) {
            // Writers that know their head last leave room for it.
            if (entry.offset() > end && end != file.head().payloadOffset()) {
                gap(end, entry.offset());
            }
            end = entry.offset() + entry.compressedSize();
            raw += entry.rawSize();
            compressed += entry.compressedSize();
        }
        if (end < table.indexOffset() && !byOffset.isEmpty()) {
            gap(end, table.indexOffset());
        }
        index(table, raw, compressed, byOffset);
    }

    private void index(FrameTable table, long raw, long compressed, List<FrameEntry> byOffset) {
        Location where = at(table.indexOffset(), "frame index");
        if (raw != table.totalRawSize() || compressed != table.totalCompressedSize()) {
            report(
                    FindingCode.CONTAINER_TOTALS,
                    where,
                    "expected totals of " + raw + " and " + compressed + " bytes, found " + table.totalRawSize()
                            + " and " + table.totalCompressedSize());
        }
        if (table.manifestXxh64() == 0) {
            report(FindingCode.CONTAINER_UNBOUND, where, "does not record the hash of the manifest");
        }
        List<Bytes> names =
                table.entries().stream().map(entry -> Bytes.utf8(entry.name())).toList();
        if (!names.equals(names.stream().sorted().toList()) || !byOffset.equals(table.entries())) {
            report(FindingCode.CONTAINER_ORDER, where, "expected frames in the order of their names, found another");
        }
    }

    private void gap(long from, long to) {
        report(FindingCode.CONTAINER_GAP, at(from, "payload"), (to - from) + " bytes belong to nothing");
    }

    private void end() {
        if (file.payloadEnd() < file.size()) {
            report(
                    FindingCode.CONTAINER_TRAILING,
                    at(file.payloadEnd(), "payload"),
                    (file.size() - file.payloadEnd()) + " bytes behind the end of the archive");
        }
    }

    /** Reads a file whole: its frame is checked by size and XXH64 when it is decoded, and here by SHA-256. */
    private void content(PayloadFile each) {
        Bytes sha256;
        try {
            sha256 = PayloadDigest.sha256(file, each.name());
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CORRUPT && e.kind() != StorageException.Kind.LIMIT_EXCEEDED) {
                throw e;
            }
            findings.add(Finding.of(FindingCode.CONTAINER_FRAME, e, file.description()));
            return;
        }
        file.frameTable()
                .ifPresent(table -> table.entries().stream()
                        .filter(entry -> entry.name().equals(each.name())
                                && !entry.rawSha256().equals(sha256))
                        .forEach(entry -> report(
                                FindingCode.CONTAINER_SHA256,
                                at(entry.offset(), "frame of \"" + entry.name() + "\""),
                                "expected SHA-256 " + entry.rawSha256().toHex() + ", found " + sha256.toHex())));
    }

    private Location at(long offset, String part) {
        return new Location(file.description(), offset, part);
    }

    private void report(FindingCode code, Location where, String message) {
        findings.add(Finding.at(code, where, message));
    }
}
