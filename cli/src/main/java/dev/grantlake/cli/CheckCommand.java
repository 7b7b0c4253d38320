package dev.grantlake.cli;

import dev.grantlake.base.ReadMetrics;
import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Option;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.cli.output.OutputFormat;
import dev.grantlake.cli.output.RowSink;
import dev.grantlake.ops.verify.Finding;
import dev.grantlake.ops.verify.Layer;
import dev.grantlake.ops.verify.Severity;
import dev.grantlake.ops.verify.Verification;
import dev.grantlake.ops.verify.VerificationOptions;
import dev.grantlake.ops.verify.VerificationResult;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** {@code check}: complete verification of a file or of a database directory. */
final class CheckCommand implements Command {

    static final Option STRICT = Option.flag("--strict", "count warnings as errors");
    static final Option LIMIT = Option.of("--limit", "N", "print at most N findings of one code; 0 for 1000 (default)");

    private static final int DEFAULT_LIMIT = 1000;

    private static final Comparator<Finding> ORDER = Comparator.comparing(Finding::severity)
            .thenComparing(Finding::code)
            .thenComparing(Finding::file)
            .thenComparingLong(Finding::offset)
            .thenComparing(Finding::firstKey)
            .thenComparing(Finding::message);

    @Override
    public Syntax syntax() {
        return new Syntax(
                "check",
                "verify a file or a database directory completely",
                """
                Verifies every checksum, hash and bound, every key against its record, every index entry against its
                row and back, digests, statistics and summaries. Damage in one place does not end the check; what it
                costs is said as the access that it touches. A directory is checked as a database, and its records
                too if they are ours. docs/CHECK.md explains the codes of the findings.

                The exit code is 0 without errors, 1 with errors, 2 if nothing could be looked into.
                """,
                List.of(Parameter.required("FILE|DIR")),
                Syntax.options(List.of(CommonOptions.OUTPUT, STRICT, LIMIT), CommonOptions.ALWAYS),
                List.of(
                        new Example("check sync.c1z", "everything about a file"),
                        new Example("check sync.c1z --strict -o json", "for a pipeline: warnings fail it"),
                        new Example("check db/", "a directory as Pebble keeps it")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        OutputFormat format = OutputFormat.of(arguments.value(CommonOptions.OUTPUT));
        long limit = arguments.number(LIMIT, 0);
        Path path = FileArgument.parse(arguments.argument(0));
        List<Finding> findings = new ArrayList<>();
        VerificationResult result;
        try (Stage stage = new Stage(console)) {
            VerificationOptions options = new VerificationOptions(
                    Reading.options(arguments, console, new ReadMetrics()),
                    Runtime.getRuntime().availableProcessors(),
                    limit == 0 ? DEFAULT_LIMIT : limit,
                    console.clock().instant().toEpochMilli() ^ Long.rotateLeft(System.nanoTime(), Integer.SIZE),
                    stage::show);
            Verification verification = new Verification(options);
            result = Files.isDirectory(path)
                    ? verification.directory(path, findings::add)
                    : verification.file(path, findings::add);
        }
        findings.sort(ORDER);
        RowSink<Finding> sink = format.sink(new FindingRows(path.toString()), console.out());
        for (Finding finding : findings) {
            sink.row(finding);
        }
        sink.end("");
        console.remark(summary(result, findings.size()));
        return exitCode(result, arguments.has(STRICT));
    }

    private static ExitCode exitCode(VerificationResult result, boolean strict) {
        if (!result.readable()) {
            return ExitCode.UNREADABLE;
        }
        boolean failed = result.count(Severity.ERROR) > 0 || (strict && result.count(Severity.WARNING) > 0);
        return failed ? ExitCode.FINDINGS : ExitCode.OK;
    }

    private static String summary(VerificationResult result, int shown) {
        long total = 0;
        List<String> parts = new ArrayList<>();
        for (Severity severity : Severity.values()) {
            long count = result.count(severity);
            total += count;
            parts.add(count + " " + severity.label() + (count == 1 ? "" : "s"));
        }
        return String.join(", ", parts) + (total > shown ? "; " + (total - shown) + " of them are not shown" : "");
    }

    /** Says on a terminal what is being checked, on one line that is wiped at the end. */
    private record Stage(Console console) implements AutoCloseable {

        private static final int WIDTH = 40;

        void show(Layer layer) {
            if (console.errIsTerminal()) {
                String text = "checking the " + layer.label() + " …";
                console.err().print("\r" + text + " ".repeat(WIDTH - text.length()));
                console.err().flush();
            }
        }

        @Override
        public void close() {
            if (console.errIsTerminal()) {
                console.err().print("\r" + " ".repeat(WIDTH) + "\r");
                console.err().flush();
            }
        }
    }
}
