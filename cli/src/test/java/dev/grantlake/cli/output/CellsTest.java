package dev.grantlake.cli.output;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CellsTest {

    @Test
    void escapesWhatWouldMoveTheCursorOrTurnTheLine() {
        assertThat(Cells.oneLine("plain \u00e9 \u65e5\u672c \\ \"")).isEqualTo("plain \u00e9 \u65e5\u672c \\ \"");
        assertThat(Cells.oneLine("a\nb\rc\td")).isEqualTo("a\\nb\\rc\\td");
        assertThat(Cells.oneLine("\0\u001b[2J\u007f\u0085")).isEqualTo("\\u0000\\u001b[2J\\u007f\\u0085");
        assertThat(Cells.oneLine("x\u202eevil\u2066\u2028\ufeff")).isEqualTo("x\\u202eevil\\u2066\\u2028\\ufeff");
    }

    @Test
    void measuresCellsOfATerminal() {
        assertThat(Cells.width("abc")).isEqualTo(3);
        assertThat(Cells.width("\u65e5\u672c\u8a9e")).isEqualTo(6);
        assertThat(Cells.width("e\u0301")).isEqualTo(1);
        assertThat(Cells.width("\ud83d\ude00")).isEqualTo(2);
        assertThat(Cells.width("")).isZero();
    }
}
