package dev.grantlake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
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
import dev.grantlake.cli.output.RowFormat;
import dev.grantlake.cli.output.RowSink;
import dev.grantlake.store.GrantDigest;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.Sync;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code fingerprint}: the digest of all grants, by which two files can be compared without reading them. */
final class FingerprintCommand implements Command {

    private static final Option ENTITLEMENT = Option.of("--entitlement", "ID", "only the grants of this entitlement")
            .or("-e");
    private static final Option ON = Option.of("--on", "TYPE/ID", "the resource the entitlement stands on")
            .beside(ENTITLEMENT);

    @Override
    public Syntax syntax() {
        return new Syntax(
                "fingerprint",
                "the digest of all grants",
                """
                Prints the stored digest and the number of grants that it covers. Equal digests mean equal access:
                the same principals with the same entitlements from the same sources. Annotations and times are not
                part of it. Where no digest is stored, or grants have changed since, the exit code is 1.
                """,
                List.of(Parameter.required("FILE")),
                Syntax.options(
                        List.of(CommonOptions.OUTPUT, ENTITLEMENT, ON), CommonOptions.READING, CommonOptions.ALWAYS),
                List.of(
                        new Example("fingerprint sync.c1z", "of everything"),
                        new Example("fingerprint sync.c1z -e group:g0001:member", "of one group's members")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        OutputFormat format = OutputFormat.of(arguments.value(CommonOptions.OUTPUT));
        try (Reading reading = Reading.open(arguments, console)) {
            Sync sync = reading.sync();
            String entitlement = arguments.value(ENTITLEMENT);
            Optional<GrantDigest> digest = entitlement == null
                    ? sync.grantDigests().whole()
                    : sync.grantDigests().of(new EntitlementSearch(sync).find(entitlement, arguments.value(ON)));
            RowSink<GrantDigest> sink = format.sink(new Rows(), console.out());
            sink.row(digest.orElseThrow(() -> StoreException.notFound("no digest is stored in "
                    + reading.store().metadata().file() + ": it was never built, or grants have changed since")));
            sink.end("");
        }
        return ExitCode.OK;
    }

    /** A digest as a row. */
    private static final class Rows implements RowFormat<GrantDigest> {

        @Override
        public List<String> titles() {
            return List.of("digest", "grants");
        }

        @Override
        public List<String> cells(GrantDigest digest) {
            return List.of(digest.hashHex(), Long.toString(digest.count()));
        }

        @Override
        public void writeJson(GrantDigest digest, JsonGenerator out) throws IOException {
            out.writeStartObject();
            out.writeStringField("digest", digest.hashHex());
            out.writeNumberField("grants", digest.count());
            out.writeEndObject();
        }
    }
}
