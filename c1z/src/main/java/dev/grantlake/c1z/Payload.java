package dev.grantlake.c1z;

import dev.grantlake.base.BufferCache;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.ZstdReader;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files in a payload, and how each of them can be read.
 *
 * @param files as the table of contents lists them
 * @param contents the same by name
 * @param frameTable for an indexed payload
 * @param end where the payload ends, in bytes from the start of the container; what follows was ignored
 */
record Payload(List<PayloadFile> files, Map<String, ByteSource> contents, Optional<FrameTable> frameTable, long end) {

    /**
     * What all frames that are decoded into memory may take beyond {@link #HEAP_RATIO} times their compressed sizes. A
     * container of real data stays below that ratio, though grants that have most of their text in common come near it;
     * one that was made to expand goes to the temporary file.
     */
    private static final long HEAP_EXCESS = 32L << 20;

    private static final int HEAP_RATIO = 100;

    /** A file that takes more of the cache than this part of it would push out everything else. */
    private static final int CACHE_SHARE = 2;

    /** The payload of the container whose head and manifest these are. */
    static Payload open(
            SourceFile source,
            EnvelopeHead head,
            Bytes manifest,
            C1zReadOptions options,
            ReadComponents components,
            Spool spool) {
        return switch (head.encoding()) {
            case INDEXED_ZSTD -> {
                FrameTable table = FrameTableReader.read(source, head.payloadOffset());
                if (options.checkManifestHash()) {
                    FrameTableReader.requireManifest(table, manifest, source);
                }
                yield indexed(source, table, options, components, spool);
            }
            case TAR -> tar(source, head.payloadOffset(), options);
            case TAR_ZSTD -> tarZstd(source, head.payloadOffset(), options, components, spool);
        };
    }

    private static Payload indexed(
            SourceFile source, FrameTable table, C1zReadOptions options, ReadComponents components, Spool spool) {
        DecodedBudget budget = new DecodedBudget(options.maxDecodedBytes(source.size()));
        FrameDecoder decoder = new FrameDecoder(source, options.maxWindowBytes(), components.metrics());
        BufferCache cache = components.cache();
        long cacheOwner = BufferCache.newOwner();
        long maxHeapBytes = Math.min(options.maxHeapFileBytes(), cache.capacityBytes() / CACHE_SHARE);

        List<PayloadFile> files = new ArrayList<>();
        Map<String, ByteSource> contents = new LinkedHashMap<>();
        long heapExcess = 0;
        long rawSize = 0;
        for (FrameEntry entry : table.entries()) {
            if (options.checkSizesFirst() && entry.rawSize() > budget.limit() - rawSize) {
                throw budget.exceeded(source.at(table.indexOffset(), "frame index"));
            }
            rawSize += entry.rawSize();
            long excess = Math.max(0, entry.rawSize() / HEAP_RATIO - entry.compressedSize()) * HEAP_RATIO;
            boolean cached = entry.rawSize() <= maxHeapBytes
                    && entry.compressedSize() <= 2 * maxHeapBytes
                    && excess <= HEAP_EXCESS - heapExcess;
            if (cached) {
                heapExcess += excess;
            }
            files.add(new PayloadFile(entry.name(), entry.offset(), entry.rawSize()));
            contents.put(
                    entry.name(),
                    cached
                            ? new CachedFrame(entry, decoder, budget, cache, cacheOwner, components.metrics())
                            : new SpooledFrame(entry, decoder, budget, spool));
        }
        return new Payload(files, contents, Optional.of(table), source.size());
    }

    private static Payload tar(SourceFile source, long payloadOffset, C1zReadOptions options) {
        long length = source.size() - payloadOffset;
        Location origin = source.at(payloadOffset, "tar archive");
        new DecodedBudget(options.maxDecodedBytes(source.size())).claim(length, origin);
        Archive archive = new Archive() {
            @Override
            public boolean reaches(long end) {
                return end <= length;
            }

            @Override
            public Bytes read(long offset, int length) {
                return source.read(payloadOffset + offset, length);
            }
        };
        TarReader.Contents tar = TarReader.read(archive, origin);
        return ofTar(tar, source, payloadOffset, payloadOffset + tar.end());
    }

    private static Payload tarZstd(
            SourceFile source, long payloadOffset, C1zReadOptions options, ReadComponents components, Spool spool) {
        ZstdReader.Limits limits =
                new ZstdReader.Limits(options.maxWindowBytes(), options.maxDecodedBytes(source.size()));
        try (DecodedArchive archive = new DecodedArchive(
                ZstdReader.open(
                        source::read,
                        payloadOffset,
                        source.size(),
                        limits,
                        source.at(payloadOffset, "compressed tar archive")),
                options.maxHeapFileBytes(),
                spool,
                components.metrics())) {
            TarReader.Contents tar =
                    TarReader.read(archive, new Location(source.description(), 0, "decoded tar archive"));
            return ofTar(tar, archive, 0, archive.finish(tar.end()));
        }
    }

    /** The files of an archive whose first byte lies at {@code base} of {@code whole}. */
    private static Payload ofTar(TarReader.Contents tar, ByteSource whole, long base, long end) {
        List<PayloadFile> files = new ArrayList<>();
        Map<String, ByteSource> contents = new LinkedHashMap<>();
        for (TarEntry entry : tar.entries()) {
            long offset = base + entry.offset();
            files.add(new PayloadFile(entry.name(), offset, entry.size()));
            contents.put(entry.name(), ByteSource.slice(whole, offset, entry.size()));
        }
        return new Payload(files, contents, Optional.empty(), end);
    }
}
