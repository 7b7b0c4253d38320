package dev.grantlake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Message;
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
import dev.grantlake.cli.dump.RecordLines;
import dev.grantlake.cli.json.CanonicalJson;
import dev.grantlake.cli.output.OutputFormat;
import dev.grantlake.store.Asset;
import dev.grantlake.store.Entitlement;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.Resource;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.ResourceType;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.Sync;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** {@code get}: one record in full. */
final class GetCommand implements Command {

    private static final List<String> KINDS =
            List.of("resource-type", "resource", "entitlement", "grant", "asset", "session", "sync");

    private static final Option ON = Option.of("--on", "TYPE/ID", "the resource an entitlement stands on");
    private static final Option RAW = Option.flag("--raw", "only the bytes of an asset or a session's value");
    private static final Option OUTPUT = Option.of(
                    "--output", "FORMAT", "table: indented JSON (default); json: on one line")
            .or("-o");

    @Override
    public Syntax syntax() {
        return new Syntax(
                "get",
                "show one record in full",
                """
                KIND is resource-type, resource (its ID is TYPE/ID), entitlement, grant, asset, session or sync.
                Shows the connector's message as JSON, with every annotation.
                """,
                List.of(Parameter.required("FILE"), Parameter.required("KIND"), Parameter.optional("ID")),
                Syntax.options(
                        List.of(OUTPUT, ON),
                        ResourceArgument.OPTIONS,
                        List.of(RAW),
                        CommonOptions.READING,
                        CommonOptions.ALWAYS),
                List.of(
                        new Example("get sync.c1z resource user/u000017", "a user with all traits"),
                        new Example("get sync.c1z entitlement group:g0001:member", "an entitlement"),
                        new Example("get sync.c1z grant group:g0001:member:user:u000017", "a grant by its id"),
                        new Example("get sync.c1z asset logo --raw > logo.svg", "the content of an asset")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        OutputFormat format = OutputFormat.of(arguments.value(OUTPUT));
        if (format == OutputFormat.CSV) {
            throw new UsageException("get prints JSON; --output takes table or json");
        }
        String kind = arguments.argument(1);
        if (!KINDS.contains(kind)) {
            List<String> near = Suggestions.near(kind, KINDS, 1);
            throw new UsageException("unknown kind \"" + kind + "\"; "
                    + (near.isEmpty()
                            ? "it is one of " + String.join(", ", KINDS)
                            : "did you mean " + near.get(0) + "?"));
        }
        if (arguments.has(ON) && !kind.equals("entitlement")) {
            throw new UsageException("--on goes with an entitlement, not with a " + kind);
        }
        if (ResourceArgument.isGivenByOptions(arguments) && !kind.equals("resource")) {
            throw new UsageException("--type and --id go with a resource, not with a " + kind);
        }
        if (kind.equals("resource")) {
            ResourceArgument.parse(arguments, 2);
        } else if (!arguments.hasArgument(2)) {
            throw new UsageException("missing argument ID");
        }
        try (Reading reading = Reading.open(arguments, console)) {
            if (arguments.has(RAW)) {
                byte[] raw = raw(kind, arguments.argument(2), reading.sync());
                console.out().write(raw);
                return ExitCode.OK;
            }
            JsonGenerator json = format == OutputFormat.JSON
                    ? CanonicalJson.compact(console.out())
                    : CanonicalJson.indented(console.out());
            write(kind, arguments, reading, json);
            json.writeRaw('\n');
            json.flush();
        }
        return ExitCode.OK;
    }

    private static byte[] raw(String kind, String id, Sync sync) {
        return switch (kind) {
            case "asset" -> asset(id, sync).data().toArray();
            case "session" ->
                sync.sessions()
                        .find(id)
                        .orElseThrow(() -> StoreException.notFound(
                                "no session key \"" + id + "\"" + new Neighbours(sync).ofSessionKey(id)))
                        .toArray();
            default -> throw new UsageException("--raw goes with an asset or a session, not with a " + kind);
        };
    }

    private static void write(String kind, Arguments arguments, Reading reading, JsonGenerator json)
            throws IOException {
        switch (kind) {
            case "sync" ->
                RecordLines.syncRun(reading.store().sync(arguments.argument(2)).run(), 0, json);
            case "asset" -> writeAsset(asset(arguments.argument(2), reading.sync()), json);
            case "session" -> {
                String key = arguments.argument(2);
                byte[] value = raw(kind, key, reading.sync());
                json.writeStartObject();
                json.writeStringField("key", key);
                json.writeStringField("value", Base64.getEncoder().encodeToString(value));
                json.writeEndObject();
            }
            default -> MessageJson.write(message(kind, arguments, reading.sync()), json);
        }
    }

    private static Message message(String kind, Arguments arguments, Sync sync) {
        return switch (kind) {
            case "resource-type" -> {
                String id = arguments.argument(2);
                Optional<ResourceType> type = sync.resourceTypes().find(id);
                yield type.orElseThrow(() -> StoreException.notFound(
                                "no resource type \"" + id + "\"" + new Neighbours(sync).ofResourceType(id)))
                        .toMessage();
            }
            case "resource" -> {
                ResourceId id = ResourceArgument.parse(arguments, 2);
                Optional<Resource> resource = sync.resources().find(id);
                yield resource.orElseThrow(() -> StoreException.notFound(
                                "no resource \"" + id + "\"" + new Neighbours(sync).ofResource(id)))
                        .toMessage();
            }
            case "entitlement" -> {
                String id = arguments.argument(2);
                EntitlementKey key = new EntitlementSearch(sync).find(id, arguments.value(ON));
                Optional<Entitlement> entitlement = sync.entitlements().find(key);
                yield entitlement
                        .orElseThrow(() -> missing("record of entitlement", id))
                        .toMessage();
            }
            case "grant" -> {
                String id = arguments.argument(2);
                Optional<Grant> grant = sync.grants().find(id);
                yield grant.orElseThrow(() -> missing("grant", id)).toExpandableMessage();
            }
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static Asset asset(String id, Sync sync) {
        return sync.assets()
                .find(id)
                .orElseThrow(
                        () -> StoreException.notFound("no asset \"" + id + "\"" + new Neighbours(sync).ofAsset(id)));
    }

    private static void writeAsset(Asset asset, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("content_type", asset.contentType());
        json.writeStringField(
                "data", Base64.getEncoder().encodeToString(asset.data().toArray()));
        json.writeStringField("id", asset.id());
        json.writeNumberField("size", asset.data().length());
        json.writeEndObject();
    }

    private static StoreException missing(String what, String id) {
        return StoreException.notFound("no " + what + " \"" + id + "\"");
    }
}
