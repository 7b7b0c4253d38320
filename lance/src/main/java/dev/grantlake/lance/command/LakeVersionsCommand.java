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
import dev.grantlake.lake.Lake;
import dev.grantlake.lake.Timeline;
import dev.grantlake.lake.table.TableVersion;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code lake versions}: the history of a lake. */
final class LakeVersionsCommand implements Command {

    private record Row(TableVersion version, List<String> tags) {

        String kind() {
            return version.kind().name().toLowerCase(Locale.ROOT);
        }
    }

    private static final RowFormat<Row> ROWS = new RowFormat<>() {

        @Override
        public List<String> titles() {
            return List.of("version", "time", "kind", "max_seq", "tags");
        }

        @Override
        public List<String> cells(Row row) {
            return List.of(
                    Long.toString(row.version().number()),
                    row.version().time().toString(),
                    row.kind(),
                    row.version().maxSeq().isPresent()
                            ? Long.toString(row.version().maxSeq().getAsLong())
                            : "unknown",
                    String.join(" ", row.tags()));
        }

        @Override
        public void writeJson(Row row, JsonGenerator out) throws IOException {
            out.writeStartObject();
            out.writeNumberField("version", row.version().number());
            out.writeStringField("time", row.version().time().toString());
            out.writeStringField("kind", row.kind());
            if (row.version().maxSeq().isPresent()) {
                out.writeNumberField("max_seq", row.version().maxSeq().getAsLong());
            } else {
                out.writeNullField("max_seq");
            }
            out.writeArrayFieldStart("tags");
            for (String tag : row.tags()) {
                out.writeString(tag);
            }
            out.writeEndArray();
            out.writeEndObject();
        }
    };

    @Override
    public Syntax syntax() {
        return new Syntax(
                "lake versions",
                "the history of a lake",
                """
                A line for each version, the oldest first: when and why it was made (flush, compaction, creation, migration,
                index, repair, foreign), the number of the last commit in it, which is unknown where other software has made it,
                and its tags. What was pruned is not listed.
                """,
                List.of(LakeArguments.DIRECTORY),
                Syntax.options(List.of(CommonOptions.OUTPUT), CommonOptions.ALWAYS),
                List.of(
                        new Example("lake versions notes/", "what there is to go back to"),
                        new Example("lake versions notes/ -o json", "for a program")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        RowSink<Row> sink =
                OutputFormat.of(arguments.value(CommonOptions.OUTPUT)).sink(ROWS, console.out());
        try (Lake lake = new LakeArguments(arguments).open()) {
            Timeline timeline = lake.timeline();
            Map<String, Long> tags = timeline.tags();
            for (TableVersion version : timeline.versions()) {
                List<String> names = new ArrayList<>();
                tags.forEach((name, number) -> {
                    if (number == version.number()) {
                        names.add(name);
                    }
                });
                sink.row(new Row(version, names));
            }
        }
        sink.end("");
        return ExitCode.OK;
    }
}
