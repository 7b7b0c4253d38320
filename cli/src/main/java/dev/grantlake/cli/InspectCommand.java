package dev.grantlake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.c1z.C1zKind;
import dev.grantlake.c1z.inspect.EnvelopeReport;
import dev.grantlake.c1z.inspect.ManifestReport;
import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Option;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.Suggestions;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.args.UsageException;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.cli.command.Progress;
import dev.grantlake.cli.dump.OrderedLines;
import dev.grantlake.cli.inspect.Container;
import dev.grantlake.cli.inspect.DatabaseText;
import dev.grantlake.cli.inspect.DigestLines;
import dev.grantlake.cli.inspect.EnvelopeJson;
import dev.grantlake.cli.inspect.FilterAnswer;
import dev.grantlake.cli.inspect.KeyValueLines;
import dev.grantlake.cli.inspect.ManifestJson;
import dev.grantlake.cli.inspect.OptionsJson;
import dev.grantlake.cli.inspect.OptionsText;
import dev.grantlake.cli.inspect.WalJson;
import dev.grantlake.cli.inspect.WalText;
import dev.grantlake.cli.inspect.WrittenOptions;
import dev.grantlake.cli.json.CanonicalJson;
import dev.grantlake.cli.output.OutputFormat;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.inspect.FilterReport;
import dev.grantlake.lsm.inspect.SstableDump;
import dev.grantlake.pebble.PebbleFile;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code inspect}: what lies below the records of a file. */
final class InspectCommand implements Command {

    private static final List<String> VIEWS =
            List.of("envelope", "manifest", "lsm", "wal", "options", "sst", "filter", "kv", "digests");

    /** Views that a bare database directory has, too. */
    private static final List<String> OF_DIRECTORIES = List.of("lsm", "wal", "options", "sst", "filter", "kv");

    /** The views of one table. */
    private static final Set<String> TABLE_VIEWS = Set.of("sst", "filter");

    private static final Option OUTPUT = Option.of(
                    "--output", "FORMAT", "envelope, manifest, wal, options, filter: table (default) or json")
            .or("-o");
    private static final Option CONTENT =
            Option.flag("--content", "envelope: also decode every file and check its hashes; filter: try every key");
    private static final Option KEY = Option.of("--key", "HEX", "filter: whether it lets this key through");
    private static final Option FIRST_BLOCK =
            Option.of("--first-block", "N", "sst: the first data block to show, and value block (0)");
    private static final Option BLOCKS =
            Option.of("--blocks", "N", "sst: show at most N data blocks, and value blocks");
    private static final Option DECODE = Option.flag("--decode", "kv: add the record as JSON in a third column");
    private static final Option SELF =
            Option.flag("--self", "kv: the same with the file's own descriptors, and no others");
    private static final Option PREFIX = Option.of("--prefix", "HEX", "kv: only keys that start with these bytes");

    /** The views that an option means something to. */
    private static final Map<Option, Set<String>> VIEWS_OF_OPTION = Map.of(
            OUTPUT,
            Set.of("envelope", "manifest", "wal", "options", "filter"),
            CONTENT,
            Set.of("envelope", "filter"),
            KEY,
            Set.of("filter"),
            FIRST_BLOCK,
            Set.of("sst"),
            BLOCKS,
            Set.of("sst"),
            DECODE,
            Set.of("kv"),
            SELF,
            Set.of("kv"),
            PREFIX,
            Set.of("kv"),
            CommonOptions.SYNC_ID,
            Set.of("digests"),
            CommonOptions.MIGRATED,
            Set.of("kv", "digests"));

    private static final long SORT_BUDGET_BYTES = 64L << 20;

    @Override
    public Syntax syntax() {
        return new Syntax(
                "inspect",
                "look at the file format: envelope, logs, tables, keys, digests",
                """
                VIEW is one of:
                  envelope   the parts of the file and the frames of its payload, and what is wrong with them
                  manifest   every field of the envelope's manifest
                  lsm        the database in the payload: its files, levels and version edits
                  wal        the live logs: records, chunks and operations; NAME is a log to show instead
                  options    the settings of the session that wrote the database
                  sst        one table, byte for byte, with what the bytes mean; NAME is its name, as lsm shows it
                  filter     the Bloom filter of the table NAME in numbers
                  kv         every visible key and value in hexadecimal, one pair a line
                  digests    the stored digests of grants as JSON lines

                FILE is a .c1z file. For lsm, wal, options, sst, filter and kv it may be the directory of a bare database,
                and for sst and filter a table by itself, without a NAME.
                """,
                List.of(Parameter.required("VIEW"), Parameter.required("FILE"), Parameter.optional("NAME")),
                Syntax.options(
                        List.of(
                                OUTPUT,
                                CONTENT,
                                FIRST_BLOCK,
                                BLOCKS,
                                KEY,
                                DECODE,
                                SELF,
                                PREFIX,
                                CommonOptions.SYNC_ID,
                                CommonOptions.MIGRATED,
                                CommonOptions.LENIENT,
                                CommonOptions.EXPLAIN),
                        CommonOptions.ALWAYS),
                List.of(
                        new Example("inspect envelope sync.c1z", "where the frames lie"),
                        new Example("inspect lsm sync.c1z", "the tables and their key ranges"),
                        new Example("inspect wal db", "what is in the logs of a bare database"),
                        new Example("inspect sst sync.c1z 000004.sst --blocks 1", "one table byte for byte"),
                        new Example("inspect sst 000004.sst", "a table that lies there by itself"),
                        new Example("inspect kv sync.c1z --decode --prefix 0304", "all grants as stored"),
                        new Example("inspect digests sync.c1z", "the digest of every entitlement")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        String view = arguments.argument(0);
        OutputFormat format = OutputFormat.of(arguments.value(OUTPUT));
        if (format == OutputFormat.CSV) {
            throw new UsageException("inspect has no csv; --output takes table or json");
        }
        if (!VIEWS.contains(view)) {
            List<String> near = Suggestions.near(view, VIEWS, 1);
            throw new UsageException("unknown view \"" + view + "\"; "
                    + (near.isEmpty()
                            ? "it is one of " + String.join(", ", VIEWS)
                            : "did you mean " + near.get(0) + "?"));
        }
        if (arguments.hasArgument(2) && !TABLE_VIEWS.contains(view) && !view.equals("wal")) {
            throw new UsageException("unexpected argument \"" + arguments.argument(2) + "\"");
        }
        VIEWS_OF_OPTION.forEach((option, views) -> {
            if (arguments.has(option) && !views.contains(view)) {
                throw new UsageException(option.name() + " means nothing to the view " + view);
            }
        });
        Path path = FileArgument.parse(arguments.argument(1));
        ReadMetrics metrics = new ReadMetrics();
        OpenOptions options = Reading.options(arguments, console, metrics);
        Container container = new Container(path, options);
        if (container.isDirectory() && (!OF_DIRECTORIES.contains(view) || arguments.has(SELF))) {
            throw new UsageException(path + " is a directory; of one inspect shows " + String.join(", ", OF_DIRECTORIES)
                    + ", by the schema of this program");
        }
        ExitCode code = ExitCode.OK;
        switch (view) {
            case "manifest" -> printManifest(container.manifest(), format, console);
            case "envelope" -> {
                EnvelopeReport report = container.envelope(
                        arguments.has(CONTENT) ? EnvelopeReport.Depth.CONTENT : EnvelopeReport.Depth.TABLE);
                printEnvelope(report, format, console);
                boolean known = report.kind() == C1zKind.V3 || report.kind() == C1zKind.V1;
                code = report.faults().isEmpty() ? ExitCode.OK : known ? ExitCode.FINDINGS : ExitCode.UNREADABLE;
            }
            case "lsm" -> container.payload(payload -> DatabaseText.lines(payload, console::printLine));
            case "wal" -> {
                String name = arguments.hasArgument(2) ? arguments.argument(2) : null;
                container.payload(payload -> printLogs(payload, name, format, console));
            }
            case "options" -> container.payload(payload -> printOptions(WrittenOptions.read(payload), format, console));
            case "sst" -> {
                SstableDump.Extent extent = extent(arguments);
                AtomicBoolean readable = new AtomicBoolean();
                container.file(table(arguments, container), file -> readable.set(printTable(file, extent, console)));
                code = readable.get() ? ExitCode.OK : ExitCode.UNREADABLE;
            }
            case "filter" -> code = printFilter(arguments, container, format, console);
            case "kv" -> printEntries(container, arguments, console);
            default -> printDigests(path, options, arguments, console);
        }
        // Digests are read through a store, which says this itself.
        if (arguments.has(CommonOptions.EXPLAIN) && !view.equals("digests")) {
            console.remark(Explain.line(metrics.snapshot(), container.sizeBytes(), console.elapsedNanos()));
        }
        return code;
    }

    private static void printManifest(ManifestReport report, OutputFormat format, Console console) throws IOException {
        if (format == OutputFormat.JSON) {
            JsonGenerator json = CanonicalJson.compact(console.out());
            ManifestJson.write(report.manifest(), json);
            endJson(json);
        } else {
            report.lines().forEach(console::printLine);
        }
    }

    private static void printEnvelope(EnvelopeReport report, OutputFormat format, Console console) throws IOException {
        if (format == OutputFormat.JSON) {
            JsonGenerator json = CanonicalJson.compact(console.out());
            EnvelopeJson.write(report, json);
            endJson(json);
        } else {
            report.lines().forEach(console::printLine);
        }
    }

    private static void printLogs(Vfs payload, @Nullable String name, OutputFormat format, Console console)
            throws IOException {
        if (format == OutputFormat.JSON) {
            JsonGenerator json = CanonicalJson.compact(console.out());
            WalJson.write(payload, name, json);
            json.flush();
        } else {
            WalText.lines(payload, name, console::printLine);
        }
    }

    private static void printOptions(WrittenOptions options, OutputFormat format, Console console) throws IOException {
        if (format == OutputFormat.JSON) {
            JsonGenerator json = CanonicalJson.compact(console.out());
            OptionsJson.write(options, json);
            endJson(json);
        } else {
            OptionsText.lines(options, console::printLine);
        }
    }

    private static void endJson(JsonGenerator json) throws IOException {
        json.writeRaw('\n');
        json.flush();
    }

    private static SstableDump.Extent extent(Arguments arguments) {
        SstableDump.Extent all = SstableDump.Extent.ALL;
        return new SstableDump.Extent(
                (int) Math.min(arguments.number(FIRST_BLOCK, all.firstBlock()), Integer.MAX_VALUE),
                (int) Math.min(arguments.number(BLOCKS, all.blocks()), Integer.MAX_VALUE),
                all.maxLines());
    }

    /** The name of the table in the container, or null if the file is no container but a table by itself. */
    private static @Nullable String table(Arguments arguments, Container container) {
        if (arguments.hasArgument(2)) {
            return arguments.argument(2);
        }
        if (container.isDirectory() || container.isContainer()) {
            throw new UsageException("missing argument NAME");
        }
        return null;
    }

    private static boolean printTable(ReadableFile file, SstableDump.Extent extent, Console console)
            throws IOException {
        Writer out = new OutputStreamWriter(console.out(), StandardCharsets.UTF_8);
        boolean readable = SstableDump.write(file, extent, out);
        out.flush();
        return readable;
    }

    private static ExitCode printFilter(Arguments arguments, Container container, OutputFormat format, Console console)
            throws IOException {
        String hex = arguments.value(KEY);
        Bytes key = hex == null ? null : hex("--key", hex);
        AtomicBoolean faulty = new AtomicBoolean();
        container.file(table(arguments, container), file -> {
            FilterReport report = FilterReport.of(file);
            FilterAnswer answer = new FilterAnswer(
                    report, key, report != null && arguments.has(CONTENT) ? report.coverage(file) : null);
            if (format == OutputFormat.JSON) {
                JsonGenerator json = CanonicalJson.compact(console.out());
                answer.write(json);
                endJson(json);
            } else {
                answer.text().forEach(console::printLine);
            }
            faulty.set(answer.faulty());
        });
        return faulty.get() ? ExitCode.FINDINGS : ExitCode.OK;
    }

    private static void printEntries(Container container, Arguments arguments, Console console) throws IOException {
        KeyValueLines lines = arguments.has(SELF)
                ? KeyValueLines.selfDecoded(console.out(), container.selfDescription())
                : arguments.has(DECODE) ? KeyValueLines.decoded(console.out()) : KeyValueLines.plain(console.out());
        Container.Remarks remarks;
        try (Progress progress = Progress.on(console, "keys")) {
            remarks = container.entries(entries -> lines.write(entries, range(arguments), progress::step));
        }
        Reading.remark(remarks.leftOut(), console);
        if (remarks.migration().isPresent()) {
            Reading.remark(remarks.migration().get(), console);
        }
    }

    private static KeyRange range(Arguments arguments) {
        String prefix = arguments.value(PREFIX);
        if (prefix == null) {
            return KeyRange.ALL;
        }
        return KeyRange.prefix(hex("--prefix", prefix));
    }

    private static Bytes hex(String option, String text) {
        try {
            return Bytes.ofHex(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + " takes hexadecimal digits, not \"" + text + "\"");
        }
    }

    private static void printDigests(Path path, OpenOptions options, Arguments arguments, Console console)
            throws IOException {
        try (Reading reading = Reading.open(path, arguments, console);
                PebbleFile file = PebbleFile.open(path, options);
                Progress progress = Progress.on(console, "digests")) {
            OrderedLines lines =
                    new OrderedLines(console.out(), console.temporaryFolder(), SORT_BUDGET_BYTES, progress::step);
            String name = reading.store().metadata().file();
            new DigestLines(reading.sync(), file.entries(), name).write(lines);
        }
    }
}
