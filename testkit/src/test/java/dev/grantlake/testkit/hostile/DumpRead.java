package dev.grantlake.testkit.hostile;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.XxHash64;
import dev.grantlake.cli.Main;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;

import static org.assertj.core.api.Assertions.assertThat;

/** A file as the command {@code dump} prints it. */
final class DumpRead {

    private static final int OK = 0;
    private static final int UNREADABLE = 2;

    private DumpRead() {}

    /** The hash of the dump, or nothing if the command gives up, which it has to say in one line and its exit code. */
    static OptionalLong of(Path file) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(new String[] {"dump", file.toString()}, out, err);
        String remarks = err.toString(StandardCharsets.UTF_8);
        assertThat(code).as(remarks).isIn(OK, UNREADABLE);
        if (code == UNREADABLE) {
            assertThat(remarks.lines()).as("lines on standard error").hasSize(1);
            return OptionalLong.empty();
        }
        assertThat(remarks).as("standard error of a dump to the end").isEmpty();
        return OptionalLong.of(XxHash64.of(Bytes.wrap(out.toByteArray())));
    }
}
