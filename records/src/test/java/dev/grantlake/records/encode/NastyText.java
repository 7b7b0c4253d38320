package dev.grantlake.records.encode;

import dev.grantlake.testbase.Dice;

import java.util.List;

/** Texts that find out codecs: separators, escapes, both sides of the surrogates, lengths of one and of two bytes. */
final class NastyText {

    private static final List<String> ATOMS = List.of(
            "\0",
            "\u0001",
            "\u0001\u0001",
            ":",
            "a",
            "group",
            "\u007f",
            "\u0080",
            "\u00ff",
            "\u07ff",
            "\u0800",
            "\ud7ff",
            "\ue000",
            "\uffff",
            "\ud800\udc00",
            "\udbff\udfff",
            "член",
            "x".repeat(126));

    private NastyText() {}

    /** One that may be empty. */
    static String any(Dice dice) {
        return dice.oneIn(4) ? "" : some(dice);
    }

    /** One that is not empty; now and then 10 KiB. */
    static String some(Dice dice) {
        if (dice.oneIn(500)) {
            return dice.pick(ATOMS).repeat(5 << 10).substring(0, 5 << 10);
        }
        StringBuilder text = new StringBuilder();
        for (int i = dice.between(1, 4); i > 0; i--) {
            text.append(dice.pick(ATOMS));
        }
        return text.toString();
    }
}
