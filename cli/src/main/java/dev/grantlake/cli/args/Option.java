package dev.grantlake.cli.args;

/**
 * One option of a command.
 *
 * @param name with its two dashes, for example {@code --limit}
 * @param letter the short form with its dash, for example {@code -o}, or empty text
 * @param value what stands for the value in the help, for example {@code N}; empty text for a flag
 * @param help what it does, in a few words
 * @param companion the name of the option without which it means nothing, or empty text
 */
public record Option(String name, String letter, String value, String help, String companion) {

    /** An option that is there or not. */
    public static Option flag(String name, String help) {
        return new Option(name, "", "", help, "");
    }

    /** An option with a value. */
    public static Option of(String name, String value, String help) {
        return new Option(name, "", value, help, "");
    }

    /** The same option with a short form. */
    public Option or(String letter) {
        return new Option(name, letter, value, help, companion);
    }

    /** The same option, which counts only where {@code other} is given as well. */
    public Option beside(Option other) {
        return new Option(name, letter, value, help, other.name);
    }

    public boolean takesValue() {
        return !value.isEmpty();
    }

    /** Whether {@code word} is one of its names. */
    public boolean is(String word) {
        return word.equals(name) || (!letter.isEmpty() && word.equals(letter));
    }
}
