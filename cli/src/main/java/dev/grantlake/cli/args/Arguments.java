package dev.grantlake.cli.args;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was given on a command line, checked against a {@link Syntax}. Values follow their option as the next word or
 * behind an equals sign; of an option given twice the last counts; {@code --} ends the options.
 */
public final class Arguments {

    private final List<String> positional;
    private final Map<String, String> options;

    private Arguments(List<String> positional, Map<String, String> options) {
        this.positional = positional;
        this.options = options;
    }

    /** Understands {@code words}, or says in a {@link UsageException} what is wrong with them. */
    public static Arguments parse(Syntax syntax, List<String> words) {
        List<String> positional = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        boolean optionsEnded = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (optionsEnded || !word.startsWith("-") || word.equals("-")) {
                positional.add(word);
                continue;
            }
            if (word.equals("--")) {
                optionsEnded = true;
                continue;
            }
            int equals = word.indexOf('=');
            Option option = find(syntax, equals < 0 ? word : word.substring(0, equals));
            if (!option.takesValue()) {
                if (equals >= 0) {
                    throw new UsageException(option.name() + " takes no value");
                }
                options.put(option.name(), "");
            } else if (equals >= 0) {
                options.put(option.name(), word.substring(equals + 1));
            } else if (++i < words.size()) {
                options.put(option.name(), words.get(i));
            } else {
                throw new UsageException(option.name() + " needs a value: " + option.name() + " " + option.value());
            }
        }
        return new Arguments(positional, options);
    }

    /**
     * Refuses too few and too many arguments, and options that lack their companion; apart from parsing, so that a
     * request for help comes first.
     */
    public void check(Syntax syntax) {
        List<Parameter> parameters = syntax.parameters();
        if (positional.size() < parameters.size()
                && parameters.get(positional.size()).required()) {
            throw new UsageException(
                    "missing argument " + parameters.get(positional.size()).name());
        }
        if (positional.size() > parameters.size()) {
            throw new UsageException("unexpected argument \"" + positional.get(parameters.size()) + "\"");
        }
        for (Option option : syntax.options()) {
            String companion = option.companion();
            if (has(option) && !companion.isEmpty() && !options.containsKey(companion)) {
                throw new UsageException(option.name() + " goes with " + companion);
            }
        }
    }

    /** Whether an option was given. */
    public boolean has(Option option) {
        return options.containsKey(option.name());
    }

    /** The value of an option, or null if it was not given. */
    public @Nullable String value(Option option) {
        return options.get(option.name());
    }

    /** The number given with an option, or {@code otherwise}. */
    public long number(Option option, long otherwise) {
        String text = value(option);
        if (text == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw notANumber(option, text);
        }
        throw notANumber(option, text);
    }

    /** Whether there is an argument at this place. */
    public boolean hasArgument(int index) {
        return index < positional.size();
    }

    /** The argument at this place, which {@link #check} or {@link #hasArgument} has found to be there. */
    public String argument(int index) {
        return positional.get(index);
    }

    private static UsageException notANumber(Option option, String text) {
        return new UsageException(option.name() + " takes a number from 0 on, not \"" + text + "\"");
    }

    private static Option find(Syntax syntax, String word) {
        for (Option option : syntax.options()) {
            if (option.is(word)) {
                return option;
            }
        }
        List<String> names = new ArrayList<>();
        for (Option option : syntax.options()) {
            names.add(option.name());
        }
        List<String> near = Suggestions.near(word, names, 1);
        throw new UsageException("unknown option " + word
                + (near.isEmpty()
                        ? " (an argument that starts with a dash goes behind --)"
                        : "; did you mean " + near.get(0) + "?"));
    }
}
