package dev.grantlake.cli.args;

import java.util.ArrayList;
import java.util.List;

/**
 * What one command takes, and the help that follows from it.
 *
 * @param command its name
 * @param summary what it does, in one line that starts in lower case
 * @param description more about it; lines as they are to be shown
 */
public record Syntax(
        String command,
        String summary,
        String description,
        List<Parameter> parameters,
        List<Option> options,
        List<Example> examples) {

    private static final String PROGRAM = "grantlake";

    public Syntax {
        parameters = List.copyOf(parameters);
        options = List.copyOf(options);
        examples = List.copyOf(examples);
    }

    /** The options of several groups, in order. */
    @SafeVarargs
    public static List<Option> options(List<Option>... groups) {
        List<Option> all = new ArrayList<>();
        for (List<Option> group : groups) {
            all.addAll(group);
        }
        return all;
    }

    /** The usage line, without an end of line. */
    public String usage() {
        StringBuilder line =
                new StringBuilder("usage: ").append(PROGRAM).append(' ').append(command);
        for (Parameter parameter : parameters) {
            line.append(parameter.required() ? " " : " [").append(parameter.name());
            line.append(parameter.required() ? "" : "]");
        }
        return line.append(" [OPTIONS]").toString();
    }

    /** The whole help text. */
    public String help() {
        StringBuilder text = new StringBuilder();
        text.append(PROGRAM)
                .append(' ')
                .append(command)
                .append(": ")
                .append(summary)
                .append("\n\n");
        text.append(usage()).append('\n');
        if (!description.isEmpty()) {
            text.append('\n').append(description.strip()).append('\n');
        }
        text.append("\noptions:\n");
        List<String> forms = forms();
        int width = 0;
        for (String form : forms) {
            width = Math.max(width, form.length());
        }
        for (int i = 0; i < forms.size(); i++) {
            String form = forms.get(i);
            text.append("  ").append(form).append(" ".repeat(width - form.length() + 2));
            text.append(options.get(i).help()).append('\n');
        }
        text.append("\nexamples:\n");
        for (Example example : examples) {
            text.append("  # ").append(example.meaning()).append('\n');
            text.append("  ")
                    .append(PROGRAM)
                    .append(' ')
                    .append(example.command())
                    .append('\n');
        }
        return text.toString();
    }

    private List<String> forms() {
        List<String> forms = new ArrayList<>();
        for (Option option : options) {
            String form = (option.letter().isEmpty() ? "    " : option.letter() + ", ") + option.name();
            forms.add(option.takesValue() ? form + " " + option.value() : form);
        }
        return forms;
    }
}
