package dev.grantlake.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.wire.c1z.v3.C1ZManifestV3;
import dev.grantlake.wire.storage.v3.OptionsProto;
import dev.grantlake.wire.storage.v3.RecordsProto;
import dev.grantlake.wire.storage.v3.RefsProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class DescriptorClosureTest {

    private static final String GO_PACKAGE = "github.com/conductorone/baton-sdk/pb/c1/storage/v3";

    @Test
    void holdsTheSevenFilesInOrder() {
        assertThat(DescriptorClosure.set().getFileList())
                .extracting(FileDescriptorProto::getName)
                .containsExactly(
                        "c1/storage/v3/options.proto",
                        "c1/storage/v3/records.proto",
                        "c1/storage/v3/refs.proto",
                        "google/protobuf/any.proto",
                        "google/protobuf/descriptor.proto",
                        "google/protobuf/struct.proto",
                        "google/protobuf/timestamp.proto");
    }

    @Test
    void isClosedAndLinks() throws DescriptorValidationException {
        Map<String, FileDescriptorProto> files = new HashMap<>();
        DescriptorClosure.set().getFileList().forEach(file -> files.put(file.getName(), file));
        Map<String, FileDescriptor> linked = new HashMap<>();
        for (String name : files.keySet()) {
            link(name, files, linked);
        }
        assertThat(linked.get("c1/storage/v3/records.proto").findMessageTypeByName("GrantRecord"))
                .isNotNull();
    }

    @Test
    void survivesParsingByteForByte() {
        assertThat(DescriptorClosure.set().toByteString()).isEqualTo(DescriptorClosure.bytes());
    }

    @Test
    void equalsWhatGoWrites() throws IOException {
        for (Path file : filesWrittenByGo()) {
            FileDescriptorSet written = manifest(file).getDescriptors();
            // File by file first: the message of a failure then shows the one that differs.
            for (int i = 0; i < written.getFileCount(); i++) {
                assertThat(DescriptorClosure.set().getFile(i)).as("%s", file).isEqualTo(written.getFile(i));
            }
            assertThat(DescriptorClosure.set()).as("%s", file).isEqualTo(written);
        }
    }

    @Test
    void manifestsOfGoHoldNothingUnknownAndComeBackByteForByte() throws IOException {
        for (Path file : filesWrittenByGo()) {
            C1ZManifestV3 manifest = manifest(file);
            assertThat(manifest.toByteString()).as("%s", file).isEqualTo(manifestBytes(file));
            assertThat(manifest.getUnknownFields().asMap()).as("%s", file).isEmpty();
            assertThat(manifest.getSyncRunsList()).as("%s", file).isNotEmpty().allSatisfy(run -> {
                assertThat(run.getUnknownFields().asMap()).isEmpty();
                assertThat(run.getStats().getUnknownFields().asMap()).isEmpty();
            });
        }
    }

    @ParameterizedTest
    @MethodSource("generatedFiles")
    void agreesWithTheGeneratedClasses(FileDescriptor generated) throws InvalidProtocolBufferException {
        FileDescriptorProto inSet = DescriptorClosure.set().getFileList().stream()
                .filter(file -> file.getName().equals(generated.getFullName()))
                .findFirst()
                .orElseThrow();
        assertThat(asTheCompilerWritesIt(generated)).isEqualTo(inSet);
    }

    static Stream<FileDescriptor> generatedFiles() {
        return Stream.of(OptionsProto.getDescriptor(), RecordsProto.getDescriptor(), RefsProto.getDescriptor());
    }

    private static List<Path> filesWrittenByGo() {
        List<Path> files = Fixtures.list("c1z", ".v3.c1z");
        assertThat(files).isNotEmpty();
        return files;
    }

    /** A generated descriptor with the JSON names it lacks, and without the Java options. */
    private static FileDescriptorProto asTheCompilerWritesIt(FileDescriptor generated)
            throws InvalidProtocolBufferException {
        FileDescriptorProto.Builder file = generated.toProto().toBuilder();
        file.getOptionsBuilder().clearJavaPackage().clearJavaMultipleFiles().clearJavaOuterClassname();
        assertThat(file.getOptions().getGoPackage()).isEqualTo(GO_PACKAGE);
        for (int i = 0; i < file.getMessageTypeCount(); i++) {
            addJsonNames(
                    generated.getMessageTypes().get(i),
                    file.getMessageTypeBuilderList().get(i));
        }
        for (int i = 0; i < file.getExtensionCount(); i++) {
            addJsonName(
                    generated.getExtensions().get(i),
                    file.getExtensionBuilderList().get(i));
        }
        // Through bytes, so that the record options are unknown fields on both sides.
        return FileDescriptorProto.parseFrom(file.build().toByteString());
    }

    private static void addJsonNames(Descriptor generated, DescriptorProto.Builder message) {
        for (int i = 0; i < message.getFieldCount(); i++) {
            addJsonName(
                    generated.getFields().get(i), message.getFieldBuilderList().get(i));
        }
        for (int i = 0; i < message.getNestedTypeCount(); i++) {
            addJsonNames(
                    generated.getNestedTypes().get(i),
                    message.getNestedTypeBuilderList().get(i));
        }
    }

    private static void addJsonName(FieldDescriptor generated, FieldDescriptorProto.Builder field) {
        assertThat(field.hasJsonName()).isFalse();
        field.setJsonName(generated.getJsonName());
    }

    private static FileDescriptor link(
            String name, Map<String, FileDescriptorProto> files, Map<String, FileDescriptor> linked)
            throws DescriptorValidationException {
        FileDescriptor done = linked.get(name);
        if (done != null) {
            return done;
        }
        FileDescriptorProto file = files.get(name);
        assertThat(file).as("file %s, which another one imports", name).isNotNull();
        FileDescriptor[] dependencies = new FileDescriptor[file.getDependencyCount()];
        for (int i = 0; i < dependencies.length; i++) {
            dependencies[i] = link(file.getDependency(i), files, linked);
        }
        FileDescriptor result = FileDescriptor.buildFrom(file, dependencies);
        linked.put(name, result);
        return result;
    }

    private static C1ZManifestV3 manifest(Path file) throws IOException {
        return C1ZManifestV3.parseFrom(manifestBytes(file));
    }

    /** The manifest of a v3 file: five bytes of magic and the length stand before it. */
    private static ByteString manifestBytes(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            in.skipNBytes(5);
            return ByteString.copyFrom(in.readNBytes(in.readInt()));
        }
    }
}
