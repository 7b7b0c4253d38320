package dev.grantlake.cli.inspect;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.wire.WireTypes;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Message types by full name, as descriptors describe them: those of this program, or those that a file carries. */
public final class SelfDescription {

    private static final int FILES_MAX = 1000;

    private final Map<String, Descriptor> types;

    private SelfDescription(Map<String, Descriptor> types) {
        this.types = types;
    }

    /**
     * The types that these descriptors describe.
     *
     * @param holder what holds the descriptors, for messages
     * @throws StorageException of kind {@code CORRUPT} if a file is missing that another imports, or one contradicts
     *     itself
     */
    static SelfDescription of(List<FileDescriptorProto> files, String holder) {
        Location where = Location.of(holder, "descriptors");
        if (files.isEmpty()) {
            throw StorageException.corrupt(where, "descriptors of the records", "none");
        }
        if (files.size() > FILES_MAX) {
            throw StorageException.limit(where, files.size() + " descriptor files, at most " + FILES_MAX + " are read");
        }
        Builder builder = new Builder(files, where);
        Map<String, Descriptor> types = new HashMap<>();
        for (FileDescriptorProto file : files) {
            add(builder.build(file.getName(), new ArrayList<>()).getMessageTypes(), types);
        }
        return new SelfDescription(types);
    }

    /** The type of this full name, or null. */
    @Nullable
    Descriptor find(String fullName) {
        return types.get(fullName);
    }

    /** The type that the URL of an {@code Any} names, or null. */
    @Nullable
    Descriptor findByUrl(String typeUrl) {
        return types.get(WireTypes.fullName(typeUrl));
    }

    private static void add(List<Descriptor> descriptors, Map<String, Descriptor> into) {
        for (Descriptor descriptor : descriptors) {
            into.put(descriptor.getFullName(), descriptor);
            add(descriptor.getNestedTypes(), into);
        }
    }

    /** Builds files after those that they import. */
    private static final class Builder {
        private final Map<String, FileDescriptorProto> sources = new LinkedHashMap<>();
        private final Map<String, FileDescriptor> built = new HashMap<>();
        private final Location where;

        Builder(List<FileDescriptorProto> files, Location where) {
            this.where = where;
            for (FileDescriptorProto file : files) {
                if (sources.put(file.getName(), file) != null) {
                    throw StorageException.corrupt(where, "each descriptor once", "two of " + file.getName());
                }
            }
        }

        FileDescriptor build(String name, List<String> importedBy) {
            FileDescriptor known = built.get(name);
            if (known != null) {
                return known;
            }
            FileDescriptorProto source = sources.get(name);
            if (source == null) {
                throw StorageException.corrupt(
                        where, "a complete set of descriptors", "an import of " + name + ", which is not in it");
            }
            if (importedBy.contains(name)) {
                throw StorageException.corrupt(where, "imports without a circle", "one through " + name);
            }
            importedBy.add(name);
            FileDescriptor[] imports = new FileDescriptor[source.getDependencyCount()];
            for (int i = 0; i < imports.length; i++) {
                imports[i] = build(source.getDependency(i), importedBy);
            }
            importedBy.remove(importedBy.size() - 1);
            try {
                FileDescriptor file = FileDescriptor.buildFrom(source, imports);
                built.put(name, file);
                return file;
            } catch (DescriptorValidationException | RuntimeException e) {
                // The library checks what compilers write; for what others may write it has no promise.
                throw StorageException.corrupt(where, "sound descriptors", String.valueOf(e.getMessage()));
            }
        }
    }
}
