package dev.grantlake.c1z;

import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.Test;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The head of a file is what a command asks for first: it may not pull in large libraries. */
class ColdStartTest {

    @Test
    void aHeadNeedsNeitherProtobufNorZstd() throws Exception {
        Path file = Fixtures.path("c1z/medium.v3.c1z");
        try (URLClassLoader lean = lean()) {
            assertThatThrownBy(() -> lean.loadClass("com.google.protobuf.Message"))
                    .isInstanceOf(ClassNotFoundException.class);
            assertThatThrownBy(() -> lean.loadClass("com.github.luben.zstd.Zstd"))
                    .isInstanceOf(ClassNotFoundException.class);
            Class<?> reader = lean.loadClass(HeadReader.class.getName());
            Object engine = reader.getMethod("engineOf", Path.class).invoke(null, file);
            assertThat(engine).isEqualTo("pebble3");

            assertThatThrownBy(() -> reader.getMethod("firstByteOf", Path.class).invoke(null, file))
                    .as("the test would see it: a frame needs zstd")
                    .isInstanceOf(InvocationTargetException.class)
                    .hasRootCauseInstanceOf(ClassNotFoundException.class);
        }
    }

    /** The class path of the test without the two libraries. */
    private static URLClassLoader lean() throws MalformedURLException {
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator), -1)) {
            if (!entry.contains("protobuf-java") && !entry.contains("zstd-jni")) {
                path.add(Path.of(entry).toUri().toURL());
            }
        }
        return new URLClassLoader(path.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    }
}
