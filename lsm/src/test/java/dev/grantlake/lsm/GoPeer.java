package dev.grantlake.lsm;

import dev.grantlake.base.Bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** The Go peer ({@code interop/README.md}), where the property {@link #PROPERTY} says where it is. */
public final class GoPeer {

    public static final String PROPERTY = "grantlake.peer";

    private GoPeer() {}

    /** As {@link #run}, line by line. */
    public static List<String> lines(Path scratch, List<String> words) throws IOException, InterruptedException {
        return run(scratch, words).lines().toList();
    }

    /**
     * What the peer prints when it is called with these words; it must not fail.
     *
     * @param scratch a folder for what it prints
     */
    public static String run(Path scratch, List<String> words) throws IOException, InterruptedException {
        Path output = scratch.resolve("output");
        Path errors = scratch.resolve("errors");
        List<String> command = new ArrayList<>(List.of(System.getProperty(PROPERTY)));
        command.addAll(words);
        int code = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start()
                .waitFor();
        assertThat(code).as("%s: %s", command, Files.readString(errors)).isZero();
        return Files.readString(output);
    }

    /** The digest that its {@code database} prints of these keys and values, which are in order. */
    public static String digest(Map<Bytes, Bytes> entries) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            entries.forEach((key, value) -> {
                add(digest, key);
                add(digest, value);
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(MessageDigest digest, Bytes part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length()));
        digest.update(part.array(), part.offset(), part.length());
    }
}
