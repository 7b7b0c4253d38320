package dev.grantlake.cli.json;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class Utf8OrderTest {

    @Test
    void ordersLikeTheBytes() {
        List<String> texts = List.of(
                "",
                "\0",
                "a",
                "a\0",
                "ab",
                "\u007f",
                "\u0080",
                "\u07ff",
                "\u0800",
                "\ud7ff",
                "\ue000",
                "\uffff",
                "\ud800\udc00",
                "\ud83d\ude00",
                "\ud83d\ude01",
                "\udbff\udfff",
                "x\ud800\udc00",
                "x\uffff");
        for (String a : texts) {
            for (String b : texts) {
                int bytes =
                        Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
                assertThat(Integer.signum(Utf8Order.compare(a, b))).isEqualTo(Integer.signum(bytes));
            }
        }
    }
}
