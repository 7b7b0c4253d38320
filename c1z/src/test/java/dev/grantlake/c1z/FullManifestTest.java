package dev.grantlake.c1z;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.UnknownFieldSet;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.c1z.inspect.ManifestReport;
import dev.grantlake.wire.DescriptorClosure;
import dev.grantlake.wire.c1z.v3.C1ZManifestV3;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FullManifestTest {

    static Stream<Path> v3() {
        return FixtureContainersTest.v3();
    }

    @ParameterizedTest
    @MethodSource("v3")
    void agreesWithTheHeadAndDescribesItself(Path path) throws IOException {
        C1ZManifestV3 manifest = FullManifest.read(Containers.of(path), Containers.NAME);
        EnvelopeHead head = C1z.readHead(Containers.of(path), Containers.NAME);

        assertThat(HeadDecoder.decode(Bytes.wrap(manifest.toByteArray()), head.file()))
                .isEqualTo(head);
        FullManifest.requireDescriptorClosure(manifest);
    }

    @Test
    void theClosureThatWritersEmbedIsComplete() {
        FullManifest.requireDescriptorClosure(
                manifest().setDescriptors(DescriptorClosure.set()).build());
    }

    @Test
    void namesTheFirstMissingImport() {
        FileDescriptorSet.Builder set = DescriptorClosure.set().toBuilder();
        set.removeFile(3);
        assertRefused(
                () -> FullManifest.requireDescriptorClosure(
                        manifest().setDescriptors(set).build()),
                Kind.CORRUPT,
                "\"google/protobuf/any.proto\", which \"c1/storage/v3/records.proto\" imports");
        assertRefused(() -> FullManifest.requireDescriptorClosure(manifest().build()), Kind.CORRUPT, "found none");
    }

    @Test
    void refusesWhatIsNoManifest() {
        assertRefused(() -> read(new byte[] {0x52, 1, (byte) 0xff}), Kind.CORRUPT, "expected a C1ZManifestV3");
        assertRefused(() -> read(new byte[0]), Kind.CORRUPT, "the name of an engine");
        assertRefused(() -> read(new byte[FullManifest.MAX_LENGTH + 1]), Kind.LIMIT_EXCEEDED, "1048577 bytes");
    }

    @Test
    void reportsWhatNoFixtureHas() {
        C1ZManifestV3 manifest = manifest()
                .setEngineConfig(Any.newBuilder().setTypeUrl("a/b").setValue(ByteString.copyFrom(new byte[40])))
                .setDescriptors(FileDescriptorSet.newBuilder()
                        .addFile(
                                FileDescriptorProto.newBuilder().setName("a\nb").addDependency("c")))
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                99,
                                UnknownFieldSet.Field.newBuilder()
                                        .addVarint(-1)
                                        .addFixed32(7)
                                        .addLengthDelimited(ByteString.copyFrom(new byte[] {1, 2}))
                                        .build())
                        .build())
                .build();
        List<String> lines = ManifestReport.of(
                        Containers.of(EnvelopeBuilder.envelope(manifest.toByteArray(), new byte[0])), Containers.NAME)
                .lines();

        assertThat(lines)
                .contains(
                        "engine                 \"pebble3\"",
                        "engine_config",
                        "  type_url               \"a/b\"",
                        "  value                  " + "00".repeat(32) + "… (40 bytes)",
                        "record_types           absent",
                        "  a\ufffdb                    8 bytes, 0 messages, 0 enums, 1 imports",
                        "unknown field 99       18446744073709551615",
                        "unknown field 99       00000007",
                        "unknown field 99       0102")
                .anyMatch(line -> line.startsWith("descriptors") && line.contains("\"c\", which"));
    }

    private static C1ZManifestV3.Builder manifest() {
        return C1ZManifestV3.newBuilder().setEngine("pebble3");
    }

    private static C1ZManifestV3 read(byte[] manifest) {
        return FullManifest.read(Containers.of(EnvelopeBuilder.envelope(manifest, new byte[0])), Containers.NAME);
    }

    private static void assertRefused(ThrowingCallable call, Kind kind, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(message);
    }
}
