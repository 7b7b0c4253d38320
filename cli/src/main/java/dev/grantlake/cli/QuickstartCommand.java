package dev.grantlake.cli;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code quickstart}: makes a small company and asks the main questions about it, with the commands to repeat them. */
final class QuickstartCommand implements Command {

    private static final List<String> COMPANY = List.of("--grants", "1000");

    /** What is asked about the company: a command, and its arguments behind the file. */
    private static final List<String[]> QUESTIONS =
            List.of(new String[] {"stats"}, new String[] {"who-can", "group:g0010:owner"}, new String[] {
                "what-can", "user/u000017"
            });

    @Override
    public Syntax syntax() {
        return new Syntax(
                "quickstart",
                "make a small company and show who has access to what",
                """
                Writes a company of 100 users to a file, reads it back, and asks the main questions: how much is in
                it, who has an entitlement, what a user has. Each command is shown before its answer, to be repeated.
                Without a file it is a temporary one, and gone afterwards.
                """,
                List.of(Parameter.optional("OUT.c1z")),
                CommonOptions.ALWAYS,
                List.of(
                        new Example("quickstart", "a first look"),
                        new Example("quickstart company.c1z", "and a file to go on with")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        // What a command would say on stderr belongs to what is shown here.
        Console shown = console.withRemarksInAnswer();
        if (arguments.hasArgument(0)) {
            return show(FileArgument.parse(arguments.argument(0)).toString(), "", shown);
        }
        Path folder = Files.createTempDirectory(console.temporaryFolder(), "grantlake-quickstart");
        Path file = folder.resolve("company.c1z");
        try {
            return show(
                    file.toString(),
                    "The file is gone now; " + program() + " quickstart company.c1z leaves one to go on with.\n",
                    shown);
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    private static ExitCode show(String file, String ending, Console shown) throws IOException {
        List<String> generate = new ArrayList<>(List.of("generate", file));
        generate.addAll(COMPANY);
        ExitCode made = show(generate, shown);
        if (made != ExitCode.OK) {
            return made;
        }
        for (String[] question : QUESTIONS) {
            List<String> words = new ArrayList<>(Arrays.asList(question));
            words.add(1, file);
            ExitCode code = show(words, shown);
            if (code != ExitCode.OK) {
                return code;
            }
        }
        shown.print(ending);
        shown.print("Every command explains itself: " + program() + " --help, " + program() + " who-can --help\n");
        shown.out().flush();
        return ExitCode.OK;
    }

    private static ExitCode show(List<String> words, Console shown) throws IOException {
        shown.print("$ " + program() + " " + String.join(" ", words) + "\n");
        ExitCode code = Main.run(words, shown);
        shown.print("\n");
        return code;
    }

    /** How the program is called from the working folder, as far as that shows. */
    private static String program() {
        return Files.isExecutable(Path.of("grantlake")) ? "./grantlake" : "grantlake";
    }
}
