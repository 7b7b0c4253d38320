package dev.grantlake.lsm.compaction;

import dev.grantlake.base.Bytes;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.version.Level;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.testbase.DataDriven;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Chooses compactions of versions as {@link LevelScript} writes them. {@code targets} says how large levels and their
 * tables should be, in MiB; {@code scores} which levels are worth it; {@code choose} what comes first, and then, with
 * all before it under way, what next; {@code range} what brings a range down, each step taken for done and its output
 * for one table.
 */
class CompactionChoiceTest {

    private static final int MEBI = 1 << 20;

    @TestFactory
    Stream<DynamicTest> files() {
        return DataDriven.tests("compaction", file -> CompactionChoiceTest::run);
    }

    private static String run(DataDriven.Case test) {
        LevelScript script = LevelScript.of(test.input());
        LevelOptions options = new LevelOptions(
                test.number("runs", 4),
                test.number("files", 500),
                (long) test.number("base", 64) * MEBI,
                test.number("factor", 10),
                (long) test.number("target", 2) * MEBI);
        return switch (test.command()) {
            case "targets" -> targets(script.version(), options);
            case "scores" -> scores(script, options);
            case "choose" -> choose(script, options);
            case "range" -> range(script, options, test);
            default -> throw new IllegalArgumentException(test.place());
        };
    }

    private static String targets(Version version, LevelOptions options) {
        LevelTargets targets = LevelTargets.of(version, RunningCompactions.NONE, options);
        StringBuilder text = new StringBuilder();
        for (int level = targets.baseLevel(); level < Version.LEVELS; level++) {
            text.append(String.format(
                    Locale.ROOT,
                    "L%d %.0f, tables %d%n",
                    level,
                    targets.mostBytes(level) / MEBI,
                    targets.tableBytes(level) / MEBI));
        }
        return text.toString();
    }

    private static String scores(LevelScript script, LevelOptions options) {
        Version version = script.version();
        LevelTargets targets = LevelTargets.of(version, RunningCompactions.NONE, options);
        DeletedBytes deleted = new DeletedBytes(version, script::deletions);
        StringBuilder text = new StringBuilder();
        LevelScores.of(version, RunningCompactions.NONE, targets, options, deleted)
                .forEach(score -> text.append(String.format(Locale.ROOT, "L%d %.2f%n", score.level(), score.score())));
        return text.toString();
    }

    private static String choose(LevelScript script, LevelOptions options) {
        List<Compaction> running = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        Compaction next = next(script, options, running);
        while (next != null) {
            text.append(next).append('\n');
            running.add(next);
            next = next(script, options, running);
        }
        return text.toString();
    }

    private static @Nullable Compaction next(LevelScript script, LevelOptions options, List<Compaction> running) {
        return new CompactionChoice(options).next(script.version(), new RunningCompactions(running), script::deletions);
    }

    /** Every step's tables become one, which the next steps find. */
    private static String range(LevelScript script, LevelOptions options, DataDriven.Case test) {
        KeyRange range = new KeyRange(Bytes.utf8(test.argument("from")), Bytes.utf8(test.argument("to")));
        ManualCompaction manual = new ManualCompaction(range, options);
        StringBuilder text = new StringBuilder();
        LevelScript present = script;
        int number = 900;
        Compaction next = manual.next(present.version(), RunningCompactions.NONE, present::deletions);
        while (next != null) {
            text.append(next).append('\n');
            manual.done(next);
            present = LevelScript.of(after(present.version(), next, number++));
            next = manual.next(present.version(), RunningCompactions.NONE, present::deletions);
        }
        return text.toString();
    }

    private static String after(Version version, Compaction compaction, int number) {
        List<TableMetadata> gone = compaction.tables();
        StringBuilder text = new StringBuilder();
        for (Level level : version.levels()) {
            text.append(level.number());
            for (TableMetadata table : level.tables()) {
                if (!gone.contains(table)) {
                    text.append(word(table.number(), table.bounds(), table.size()));
                }
            }
            if (level.number() == compaction.outputLevel()) {
                text.append(word(number, compaction.bounds(), compaction.bytes()));
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String word(long number, KeyBounds bounds, long size) {
        return " " + number + ":" + bounds.smallest().userKey().toUtf8() + "-"
                + bounds.largest().userKey().toUtf8() + "*" + size / MEBI;
    }
}
