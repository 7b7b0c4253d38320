package dev.grantlake.lance.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.cli.output.OutputFormat;
import dev.grantlake.cli.output.RowFormat;
import dev.grantlake.cli.output.RowSink;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.LakeStats;
import dev.grantlake.lake.Transaction;

import java.io.IOException;
import java.util.List;

/** {@code lake stats}: how much there is. */
final class LakeStatsCommand implements Command {

    /** A number, or a word where {@code word} is not empty. */
    private record Figure(String name, long number, String word) {

        Figure(String name, long number) {
            this(name, number, "");
        }

        String text() {
            return word.isEmpty() ? Long.toString(number) : word;
        }
    }

    private static final RowFormat<Figure> ROWS = new RowFormat<>() {

        @Override
        public List<String> titles() {
            return List.of("what", "number");
        }

        @Override
        public List<String> cells(Figure figure) {
            return List.of(figure.name(), figure.text());
        }

        @Override
        public void writeJson(Figure figure, JsonGenerator out) throws IOException {
            out.writeStartObject();
            out.writeStringField("what", figure.name());
            if (figure.word().isEmpty()) {
                out.writeNumberField("number", figure.number());
            } else {
                out.writeStringField("number", figure.word());
            }
            out.writeEndObject();
        }
    };

    @Override
    public Syntax syntax() {
        return new Syntax(
                "lake stats",
                "how much a lake holds, and what its opening found",
                """
                keys are counted; version is the newest of the dataset; last_seq is the number of the last commit, flushed_seq
                that of the last one that the dataset had; replayed commits came from the log; a torn tail is what a crash had
                left of a commit that was under way. fragments are the pieces of the dataset; directory is dense, or sparse where all
                keys would not fit into directory_bytes of memory; cache_bytes are rows that have been read.
                """,
                List.of(LakeArguments.DIRECTORY),
                Syntax.options(List.of(CommonOptions.OUTPUT), CommonOptions.ALWAYS),
                List.of(
                        new Example("lake stats notes/", "for people"),
                        new Example("lake stats notes/ -o json", "for a program")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        RowSink<Figure> sink =
                OutputFormat.of(arguments.value(CommonOptions.OUTPUT)).sink(ROWS, console.out());
        try (Lake lake = new LakeArguments(arguments).open();
                Transaction reading = lake.begin(false)) {
            LakeStats stats = lake.stats();
            for (Figure figure : List.of(
                    new Figure("keys", reading.count(KeyRange.ALL)),
                    new Figure("version", stats.version()),
                    new Figure("last_seq", stats.lastSeq()),
                    new Figure("flushed_seq", stats.flushedSeq()),
                    new Figure("rows_not_flushed", stats.rows()),
                    new Figure("fragments", stats.fragments()),
                    new Figure("directory", 0, stats.sparseDirectory() ? "sparse" : "dense"),
                    new Figure("directory_bytes", stats.directoryBytes()),
                    new Figure("cache_bytes", stats.cacheBytes()),
                    new Figure("log_bytes", stats.walBytes()),
                    new Figure("replayed_commits", stats.replayedCommits()),
                    new Figure("torn_tail_bytes", stats.tornTailBytes()))) {
                sink.row(figure);
            }
        }
        sink.end("");
        return ExitCode.OK;
    }
}
