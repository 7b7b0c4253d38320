package dev.grantlake.cli;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommandEntry;
import dev.grantlake.cli.command.CommandFamily;
import dev.grantlake.cli.command.CommandGroup;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** A family of commands as a plugin brings it: found as a service, written against what is exported. */
public final class PluggedCommands implements CommandGroup {

    @Override
    public CommandFamily family() {
        return new CommandFamily(
                "plugged",
                "what a plugin can do",
                "Comes from another jar.\n",
                List.of(new CommandEntry("say", "say what is given")));
    }

    @Override
    public @Nullable Command find(String name) {
        return name.equals("say") ? new Say() : null;
    }

    private static final class Say implements Command {

        @Override
        public Syntax syntax() {
            return new Syntax(
                    "plugged say",
                    "say what is given",
                    "",
                    List.of(Parameter.required("WORD")),
                    CommonOptions.ALWAYS,
                    List.of());
        }

        @Override
        public ExitCode run(Arguments arguments, Console console) {
            console.printLine(arguments.argument(0));
            return ExitCode.OK;
        }
    }
}
