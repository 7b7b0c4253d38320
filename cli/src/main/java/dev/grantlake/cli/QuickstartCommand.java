package dev.grantlake.cli;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.store.StoreException;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** {@code quickstart}: the main questions, asked about a sample, with the commands to repeat them. */
final class QuickstartCommand implements Command {

    private static final Path SAMPLE = Path.of("samples", "small.c1z");

    /** What is asked about the sample: a command, and its arguments behind the file. */
    private static final List<String[]> QUESTIONS =
            List.of(new String[] {"stats"}, new String[] {"who-can", "group:g0010:owner"}, new String[] {
                "what-can", "user/u000017"
            });

    @Override
    public Syntax syntax() {
        return new Syntax(
                "quickstart",
                "show the main questions and their answers on a sample",
                """
                Runs three commands on samples/small.c1z and shows each before its answer, to be repeated.
                """,
                List.of(),
                CommonOptions.ALWAYS,
                List.of(new Example("quickstart", "a first look")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        String sample = findSample().toString();
        // What a command would say on stderr belongs to what is shown here.
        Console shown = console.withRemarksInAnswer();
        for (String[] question : QUESTIONS) {
            List<String> words = new ArrayList<>(Arrays.asList(question));
            words.add(1, sample);
            shown.print("$ " + program() + " " + String.join(" ", words) + "\n");
            ExitCode code = Main.run(words, shown);
            if (code != ExitCode.OK) {
                return code;
            }
            shown.print("\n");
        }
        shown.print("Every command explains itself: " + program() + " --help, " + program() + " who-can --help\n");
        shown.out().flush();
        return ExitCode.OK;
    }

    /** How the program is called from the working folder, as far as that shows. */
    private static String program() {
        return Files.isExecutable(Path.of("grantlake")) ? "./grantlake" : "grantlake";
    }

    /** The sample: below the working folder, or below a folder that the program lies in. */
    private static Path findSample() {
        if (Files.exists(SAMPLE)) {
            return SAMPLE;
        }
        for (Path folder = programFolder(); folder != null; folder = folder.getParent()) {
            Path sample = folder.resolve(SAMPLE);
            if (Files.exists(sample)) {
                return sample;
            }
        }
        throw StoreException.notFound("no " + SAMPLE + " in the working folder or beside the program");
    }

    private static Path programFolder() {
        CodeSource source = QuickstartCommand.class.getProtectionDomain().getCodeSource();
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("not a place: " + source.getLocation(), e);
        }
    }
}
