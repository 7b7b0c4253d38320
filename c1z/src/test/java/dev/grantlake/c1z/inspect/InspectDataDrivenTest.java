package dev.grantlake.c1z.inspect;

import dev.grantlake.base.Bytes;
import dev.grantlake.c1z.C1zReadOptions;
import dev.grantlake.c1z.ReadComponents;
import dev.grantlake.c1z.inspect.EnvelopeReport.Depth;
import dev.grantlake.testbase.DataDriven;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.Vfs;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;

/** {@code envelope file=F [content]} and {@code manifest file=F}, with {@code F} relative to the fixtures of c1z. */
class InspectDataDrivenTest {

    @TestFactory
    Stream<DynamicTest> reports() {
        return DataDriven.tests("inspect", file -> InspectDataDrivenTest::run);
    }

    private static String run(DataDriven.Case test) throws IOException {
        String name = test.argument("file").replaceFirst(".*/", "");
        Bytes container = Bytes.wrap(Files.readAllBytes(Fixtures.path("c1z/" + test.argument("file"))));
        try (Vfs vfs = new MemoryVfs("c1z").put(name, container)) {
            List<String> lines = switch (test.command()) {
                case "envelope" ->
                    EnvelopeReport.of(
                                    vfs,
                                    name,
                                    test.has("content") ? Depth.CONTENT : Depth.TABLE,
                                    C1zReadOptions.defaults(),
                                    ReadComponents.standalone())
                            .lines();
                case "manifest" -> ManifestReport.of(vfs, name).lines();
                default -> throw new IllegalArgumentException(test.place() + ": " + test.command());
            };
            return String.join("\n", lines);
        }
    }
}
