package dev.grantlake.cli;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Example;
import dev.grantlake.cli.args.Option;
import dev.grantlake.cli.args.Parameter;
import dev.grantlake.cli.args.Syntax;
import dev.grantlake.cli.args.UsageException;
import dev.grantlake.cli.command.Command;
import dev.grantlake.cli.command.CommonOptions;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.store.NewSync;
import dev.grantlake.store.Packing;
import dev.grantlake.store.Store;
import dev.grantlake.store.StoreException;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncRun;
import dev.grantlake.store.TableLayout;
import dev.grantlake.store.WriteOptions;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** {@code copy}: writes the sync of a file, of whatever format, to a new one. */
final class CopyCommand implements Command {

    private static final Option ENCODING = Option.of("--encoding", "E", "indexed_zstd (default), tar_zstd or tar");
    private static final Option LAYOUT = Option.of("--layout", "L", "of an indexed file: frames (default) or blocks");
    private static final Option WITHOUT_DIGESTS = Option.flag("--without-digests", "keep no fingerprints of grants");
    private static final Option SYNC_ID = Option.of("--sync-id", "ID", "copy this sync out of several");

    @Override
    public Syntax syntax() {
        return new Syntax(
                "copy",
                "write a file anew, packed as you like",
                """
                Reads a file of any format that is read and writes its sync to a new one, with its id, its times and
                everything else that is stored of it; an unfinished sync stays unfinished. A file of several syncs
                needs --sync-id.

                With layout "frames" tables are compressed as a whole, which is smallest; with "blocks" each block is
                compressed by itself, so one can be read without the others. Both are read by everyone.
                """,
                List.of(Parameter.required("IN"), Parameter.required("OUT.c1z")),
                Syntax.options(
                        List.of(ENCODING, LAYOUT, WITHOUT_DIGESTS, SYNC_ID),
                        CommonOptions.WRITING,
                        List.of(CommonOptions.MIGRATED, CommonOptions.LENIENT, CommonOptions.EXPLAIN),
                        CommonOptions.ALWAYS),
                List.of(
                        new Example(
                                "copy old.c1z new.c1z", "a file of format v1 or of an older interior, as a new one"),
                        new Example("copy sync.c1z sync.tar.c1z --encoding tar", "for tools that read archives")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        WriteOptions options = Writing.options(arguments, console)
                .withPacking(packing(arguments))
                .withLayout(layout(arguments))
                .withDigests(!arguments.has(WITHOUT_DIGESTS));
        Path file = FileArgument.parse(arguments.argument(1));
        try (Reading reading = Reading.open(arguments, console);
                Writing writing = Writing.to(file, options, arguments, console)) {
            Sync sync = reading.store().sync(chosen(reading.store(), arguments));
            new SyncCopy(writing.begin(NewSync.like(sync.run())), writing::step).all(sync);
            writing.end(sync.run().finished(), sync.run().token());
        }
        return ExitCode.OK;
    }

    private static SyncRun chosen(Store store, Arguments arguments) {
        String id = arguments.value(SYNC_ID);
        if (id != null) {
            return store.sync(id).run();
        }
        List<SyncRun> runs = store.syncs();
        if (runs.isEmpty()) {
            throw StoreException.notFound("no sync in " + store.metadata().file());
        }
        if (runs.size() > 1) {
            throw StoreException.failedPrecondition(runs.size() + " syncs in "
                    + store.metadata().file() + "; --sync-id ID copies one of them, and syncs lists them");
        }
        return runs.get(0);
    }

    private static Packing packing(Arguments arguments) {
        String name = arguments.value(ENCODING);
        if (name == null) {
            return Packing.INDEXED_ZSTD;
        }
        for (Packing packing : Packing.values()) {
            if (packing.name().toLowerCase(Locale.ROOT).equals(name)) {
                return packing;
            }
        }
        throw new UsageException("--encoding takes indexed_zstd, tar_zstd or tar, not \"" + name + "\"");
    }

    private static TableLayout layout(Arguments arguments) {
        String name = arguments.value(LAYOUT);
        if (name == null || name.equals("frames")) {
            return TableLayout.FRAMES;
        }
        if (!name.equals("blocks")) {
            throw new UsageException("--layout takes frames or blocks, not \"" + name + "\"");
        }
        if (packing(arguments) != Packing.INDEXED_ZSTD) {
            throw new UsageException("--layout is for --encoding indexed_zstd");
        }
        return TableLayout.BLOCKS;
    }
}
