package dev.grantlake.base;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.CharBuffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AnnotatedDumpTest {

    private final StringBuilder out = new StringBuilder();

    @Test
    void drawsATreeOfSections() {
        AnnotatedDump dump = new AnnotatedDump(out, 100);
        dump.begin("table")
                .begin("footer", Bytes.ofHex("01d1042049160000"), 0x276)
                .item(1, "checksum: crc32c")
                .begin("handles")
                .item(3, "metaindex: offset 593, length 32")
                .item(2, "index: offset 73, length 22")
                .end()
                .note("then padding");
        assertThat(dump.position()).isEqualTo(6);
        assertThat(dump.remaining()).isEqualTo(2);
        dump.end().begin("decoded", Bytes.ofHex("aa"), 0).item(1, "").end().end();
        assertThat(out).hasToString("""
                        table
                          footer
                            000276-000277 | 01                      | checksum: crc32c
                            handles
                              000277-00027a | d1 04 20                | metaindex: offset 593, length 32
                              00027a-00027c | 49 16                   | index: offset 73, length 22
                            then padding
                            00027c-00027e | 00 00                   | unexplained
                          decoded
                            000000-000001 | aa                      |
                        """);
    }

    @Test
    void shortensLongItems() {
        new AnnotatedDump(out, 100)
                .begin("zeros", Bytes.wrap(new byte[1000]), 1L << 32)
                .item(0, "none")
                .item(24, "all")
                .item(976, "some")
                .end();
        assertThat(out).hasToString("""
                        zeros
                          100000000-100000000 |                         | none
                          100000000-100000018 | 00 00 00 00 00 00 00 00 | all
                                              | 00 00 00 00 00 00 00 00 |
                                              | 00 00 00 00 00 00 00 00 |
                          100000018-1000003e8 | 00 00 00 00 00 00 00 00 | some
                                              | 00 00 00 00 00 00 00 00 |
                                              | 00 00 00 00 00 00 00 00 |
                                              | 952 more bytes          |
                        """);
    }

    @Test
    void stopsAtItsBound() {
        AnnotatedDump dump = new AnnotatedDump(out, 2);
        dump.note("one");
        assertThat(dump.full()).isFalse();
        dump.note("two");
        assertThat(dump.full()).isTrue();
        dump.note("three").note("four");
        assertThat(out).hasToString("one\ntwo\n… more than 2 lines\n");
    }

    @Test
    void refusesItemsThatAreNotThere() {
        AnnotatedDump dump = new AnnotatedDump(out, 100);
        assertThatThrownBy(() -> dump.item(0, "")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(dump::end).isInstanceOf(IllegalStateException.class);
        dump.begin("two", Bytes.ofHex("0102"), 0);
        assertThatThrownBy(() -> dump.item(3, "")).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void reportsAFailingOutput() {
        Appendable broken = new Appendable() {
            @Override
            public Appendable append(CharSequence text) throws IOException {
                throw new IOException("pipe closed");
            }

            @Override
            public Appendable append(CharSequence text, int start, int end) throws IOException {
                return append(CharBuffer.wrap(text, start, end));
            }

            @Override
            public Appendable append(char c) throws IOException {
                return append(Character.toString(c));
            }
        };
        assertThatThrownBy(() -> new AnnotatedDump(broken, 1).note(""))
                .isInstanceOf(StorageException.class)
                .hasMessage("dump: output: write: pipe closed");
    }
}
