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
import dev.grantlake.store.SyncWriter;
import dev.grantlake.store.WriteOptions;
import dev.grantlake.workload.BenchmarkWorkload;
import dev.grantlake.workload.CompanyWorkload;
import dev.grantlake.workload.RecordBatches;
import dev.grantlake.workload.SplitMix64;
import dev.grantlake.workload.Workload;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** {@code generate}: makes a file of synthetic records. */
final class GenerateCommand implements Command {

    private static final Option GRANTS = Option.of("--grants", "N", "how many grants, 100 to 100000000");
    private static final Option SHAPE = Option.of("--shape", "SHAPE", "company (default) or benchmark");
    private static final Option PRINCIPALS =
            Option.of("--principals", "P", "how many principals; else one for ten grants, or as many as it takes");
    private static final Option ENTITLEMENTS =
            Option.of("--entitlements", "E", "of a benchmark: how many entitlements; else 100");
    private static final Option SEED =
            Option.of("--seed", "K", "draw with this seed, and take id and times from it, too");

    private static final int BATCH_SIZE = 4096;
    private static final int MIN_GRANTS = 100;
    private static final int MAX_GRANTS = 100_000_000;

    /** The start of the year in which the times of seeded files lie. */
    private static final long FIRST_SECOND =
            Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();

    private static final int SECONDS_A_YEAR = 365 * 24 * 60 * 60;

    @Override
    public Syntax syntax() {
        return new Syntax(
                "generate",
                "make a file of synthetic records",
                """
                A company has users, nested groups, roles and apps; most access is membership in few large groups. A
                benchmark has grants and nothing else: grant i is of entitlement i mod E to principal i div E. With
                --principals, principals take turns. All grants are distinct. Takes bounded memory.

                The records are the same each time. With --seed the file is the same, byte for byte.
                """,
                List.of(Parameter.required("OUT.c1z")),
                Syntax.options(
                        List.of(GRANTS, SHAPE, PRINCIPALS, ENTITLEMENTS, SEED),
                        CommonOptions.WRITING,
                        CommonOptions.ALWAYS),
                List.of(
                        new Example("generate --grants 10000 company.c1z", "a company to try things out with"),
                        new Example("generate --grants 1000000 --shape benchmark million.c1z", "a million grants"),
                        new Example("generate --grants 1000 --seed 7 seven.c1z", "the same bytes on every machine")));
    }

    @Override
    public ExitCode run(Arguments arguments, Console console) throws IOException {
        Workload workload = workload(arguments);
        WriteOptions options = Writing.options(arguments, console);
        if (arguments.has(SEED)) {
            options = seeded(options, arguments.number(SEED, 0));
        }
        Path file = FileArgument.parse(arguments.argument(0));
        try (Writing writing = Writing.to(file, options, arguments, console)) {
            SyncWriter writer = writing.begin(NewSync.full());
            RecordBatches batches = new RecordBatches(
                    BATCH_SIZE,
                    stepwise(writer::putResourceTypes, writing),
                    stepwise(writer::putResources, writing),
                    stepwise(writer::putEntitlements, writing),
                    stepwise(writer::putGrants, writing));
            workload.emit(batches);
            batches.flush();
            writing.end(true, "");
        }
        return ExitCode.OK;
    }

    /** Puts a batch, and takes a step for each of its records. */
    private static <T> Consumer<List<T>> stepwise(Consumer<Iterable<T>> put, Writing writing) {
        return batch -> {
            put.accept(batch);
            batch.forEach(record -> writing.step());
        };
    }

    private static Workload workload(Arguments arguments) {
        if (!arguments.has(GRANTS)) {
            throw new UsageException("--grants is needed: how many, from " + MIN_GRANTS + " to " + MAX_GRANTS);
        }
        int grants = within(arguments, GRANTS, MIN_GRANTS, MAX_GRANTS);
        @Nullable String shape = arguments.value(SHAPE);
        try {
            if (shape == null || shape.equals("company")) {
                return company(grants, arguments);
            }
            if (shape.equals("benchmark")) {
                int entitlements = arguments.has(ENTITLEMENTS)
                        ? within(arguments, ENTITLEMENTS, 1, BenchmarkWorkload.MAX_ENTITLEMENTS)
                        : BenchmarkWorkload.ENTITLEMENTS;
                return arguments.has(PRINCIPALS)
                        ? BenchmarkWorkload.of(grants, entitlements, within(arguments, PRINCIPALS, 1, MAX_GRANTS))
                        : BenchmarkWorkload.of(grants, entitlements);
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        throw new UsageException("--shape takes company or benchmark, not \"" + shape + "\"");
    }

    private static Workload company(int grants, Arguments arguments) {
        if (arguments.has(ENTITLEMENTS)) {
            throw new UsageException("--entitlements goes with --shape benchmark; a company has them by its size");
        }
        long seed = arguments.number(SEED, Workload.PUBLISHED_SEED);
        return arguments.has(PRINCIPALS)
                ? CompanyWorkload.of(grants, within(arguments, PRINCIPALS, 1, MAX_GRANTS), seed)
                : CompanyWorkload.of(grants, seed);
    }

    private static int within(Arguments arguments, Option option, int least, int most) {
        long number = arguments.number(option, 0);
        if (number < least || number > most) {
            throw new UsageException(
                    option.name() + " takes a number from " + least + " to " + most + ", not " + number);
        }
        return (int) number;
    }

    /** Options under which nothing in the file comes from clock or chance. */
    private static WriteOptions seeded(WriteOptions options, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        Instant time = Instant.ofEpochSecond(FIRST_SECOND + random.below(SECONDS_A_YEAR));
        return options.withClock(() -> time).withRandom(random);
    }
}
