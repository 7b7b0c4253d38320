package dev.grantlake.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.InvalidProtocolBufferException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The schema of the stored records: every {@code c1.storage.v3} file and all that these import, sorted by path. Each v3
 * file carries it as field 10 of its manifest, the same bytes in every file.
 */
public final class DescriptorClosure {

    private static final String RESOURCE = "storage-v3.descriptors";

    private DescriptorClosure() {}

    /** The set in serialized form, to be embedded as it is. */
    public static ByteString bytes() {
        return Holder.BYTES;
    }

    /** The set as a message. The record options in it are unknown fields, since they are extensions. */
    public static FileDescriptorSet set() {
        try {
            return FileDescriptorSet.parseFrom(bytes());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("damaged resource " + RESOURCE, e);
        }
    }

    /** Loads the resource at its first use. */
    private static final class Holder {

        static final ByteString BYTES = load();

        private static ByteString load() {
            try (InputStream in = DescriptorClosure.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new IllegalStateException("no resource " + RESOURCE);
                }
                return ByteString.readFrom(in);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read resource " + RESOURCE, e);
            }
        }
    }
}
