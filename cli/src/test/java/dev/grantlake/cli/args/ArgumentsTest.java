package dev.grantlake.cli.args;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ArgumentsTest {

    private static final Option FORMAT = Option.of("--output", "FORMAT", "form").or("-o");
    private static final Option LIMIT = Option.of("--limit", "N", "rows");
    private static final Option DEEP = Option.flag("--deep", "all of it");
    private static final Syntax SYNTAX = new Syntax(
            "look",
            "look at it",
            "At what is there.\n",
            List.of(Parameter.required("FILE"), Parameter.optional("PLACE")),
            List.of(FORMAT, LIMIT, DEEP),
            List.of(new Example("look x", "look at x")));

    @Test
    void takesValuesBehindAnOptionOrAnEqualsSign() {
        Arguments arguments = parse("f", "-o", "json", "--limit=5", "p", "--deep");
        assertThat(arguments.value(FORMAT)).isEqualTo("json");
        assertThat(arguments.number(LIMIT, 9)).isEqualTo(5);
        assertThat(arguments.has(DEEP)).isTrue();
        assertThat(arguments.argument(0)).isEqualTo("f");
        assertThat(arguments.argument(1)).isEqualTo("p");
    }

    @Test
    void knowsWhatWasNotGiven() {
        Arguments arguments = parse("f");
        assertThat(arguments.value(FORMAT)).isNull();
        assertThat(arguments.number(LIMIT, 9)).isEqualTo(9);
        assertThat(arguments.has(DEEP)).isFalse();
        assertThat(arguments.hasArgument(0)).isTrue();
        assertThat(arguments.hasArgument(1)).isFalse();
    }

    @Test
    void takesTheLastOfAnOptionGivenTwice() {
        assertThat(parse("f", "--limit", "1", "--limit", "2").number(LIMIT, 0)).isEqualTo(2);
    }

    @Test
    void takesAnyValueEvenOneThatLooksLikeAnOption() {
        assertThat(parse("f", "--output", "--deep").value(FORMAT)).isEqualTo("--deep");
        assertThat(parse("f", "--output=").value(FORMAT)).isEmpty();
        assertThat(parse("f", "--output=a=b").value(FORMAT)).isEqualTo("a=b");
    }

    @Test
    void takesArgumentsWithDashesBehindTwoDashes() {
        Arguments arguments = parse("--deep", "--", "-1", "--deep");
        assertThat(arguments.argument(0)).isEqualTo("-1");
        assertThat(arguments.argument(1)).isEqualTo("--deep");
        assertThat(parse("-").argument(0)).isEqualTo("-");
    }

    @Test
    void saysWhatIsWrong() {
        assertFails("missing argument FILE");
        assertFails("unexpected argument \"c\"", "a", "b", "c");
        assertFails("unknown option --outptu; did you mean --output?", "a", "--outptu", "json");
        assertFails("unknown option -1 (an argument that starts with a dash goes behind --)", "a", "-1");
        assertFails("--deep takes no value", "a", "--deep=yes");
        assertFails("--output needs a value: --output FORMAT", "a", "-o");
        for (String number : List.of("x", "-1", "", "9223372036854775808")) {
            assertFails("--limit takes a number from 0 on, not \"" + number + "\"", "a", "--limit=" + number);
        }
    }

    @Test
    void makesTheHelpFromTheSyntax() {
        assertThat(SYNTAX.help()).isEqualTo("""
                        grantlake look: look at it

                        usage: grantlake look FILE [PLACE] [OPTIONS]

                        At what is there.

                        options:
                          -o, --output FORMAT  form
                              --limit N        rows
                              --deep           all of it

                        examples:
                          # look at x
                          grantlake look x
                        """);
    }

    private static Arguments parse(String... words) {
        return Arguments.parse(SYNTAX, List.of(words));
    }

    private static void assertFails(String message, String... words) {
        assertThatThrownBy(() -> {
                    Arguments arguments = parse(words);
                    arguments.check(SYNTAX);
                    arguments.number(LIMIT, 0);
                })
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }
}
