package dev.grantlake.c1z;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.base.StorageException;
import dev.grantlake.vfs.Vfs;
import dev.grantlake.wire.c1z.v3.C1ZManifestV3;

import java.util.HashSet;
import java.util.Set;

/**
 * The whole manifest as a protobuf message, with the descriptors and all that a head leaves out. For tools; opening a
 * container never needs it.
 */
public final class FullManifest {

    /** Longest manifest that is decoded in full; a parsed one may take a hundred times its bytes. Go's have 23 KB. */
    public static final int MAX_LENGTH = 1 << 20;

    private static final Location NOWHERE = Location.of("manifest", "descriptors");

    private FullManifest() {}

    /**
     * The manifest of the container {@code name} in {@code vfs}.
     *
     * @throws StorageException as {@link C1z#readHead}; {@code CORRUPT} also if the bytes are no message of this type
     *     or name no engine, {@code LIMIT_EXCEEDED} for a manifest above {@link #MAX_LENGTH}
     */
    public static C1ZManifestV3 read(Vfs vfs, String name) {
        try (SourceFile source = SourceFile.open(vfs, name, new ReadMetrics())) {
            return decode(EnvelopeReader.manifest(source), source.at(EnvelopeHead.PREFIX_LENGTH, "manifest"));
        }
    }

    private static C1ZManifestV3 decode(Bytes bytes, Location where) {
        if (bytes.length() > MAX_LENGTH) {
            throw StorageException.limit(
                    where, "a manifest of " + bytes.length() + " bytes; " + MAX_LENGTH + " are decoded in full");
        }
        C1ZManifestV3 manifest;
        try {
            manifest = C1ZManifestV3.parseFrom(ByteString.copyFrom(bytes.array(), bytes.offset(), bytes.length()));
        } catch (InvalidProtocolBufferException e) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT, where, "expected a C1ZManifestV3, found: " + e.getMessage(), e);
        }
        if (manifest.getEngine().isEmpty()) {
            throw StorageException.corrupt(where, "the name of an engine", "none");
        }
        return manifest;
    }

    /**
     * Checks that the descriptors in {@code manifest} describe themselves: every file that one of them imports is among
     * them. What a writer embeds is {@link dev.grantlake.wire.DescriptorClosure}; a reader checks nothing of it.
     *
     * @throws StorageException of kind {@code CORRUPT} that names the first import without a file, or says that there
     *     are no descriptors
     */
    public static void requireDescriptorClosure(C1ZManifestV3 manifest) {
        if (!manifest.hasDescriptors()) {
            throw StorageException.corrupt(NOWHERE, "a closure of descriptors", "none");
        }
        Set<String> names = new HashSet<>();
        for (FileDescriptorProto file : manifest.getDescriptors().getFileList()) {
            names.add(file.getName());
        }
        for (FileDescriptorProto file : manifest.getDescriptors().getFileList()) {
            for (String imported : file.getDependencyList()) {
                if (!names.contains(imported)) {
                    throw StorageException.corrupt(
                            NOWHERE,
                            Text.quoted(imported) + ", which " + Text.quoted(file.getName()) + " imports",
                            "no such file");
                }
            }
        }
    }
}
