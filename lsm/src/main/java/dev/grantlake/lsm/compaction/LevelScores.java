package dev.grantlake.lsm.compaction;

import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.version.Level;
import dev.grantlake.lsm.version.Version;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which levels should be compacted, the most urgent first: those that are too full, unless the next one is even fuller,
 * because what comes there would be moved on only to wait again. Source: the rules of Pebble v2.1.5.
 */
final class LevelScores {

    private static final double LEAST_FILL = 0.01;

    private LevelScores() {}

    /** A level to compact, and how urgent it is: 1 just so. */
    record Score(int level, double score) {}

    /** All that are worth it. */
    static List<Score> of(
            Version version,
            RunningCompactions running,
            LevelTargets targets,
            LevelOptions options,
            DeletedBytes deleted) {
        double[] fill = new double[Version.LEVELS];
        double[] fillWithDeleted = new double[Version.LEVELS];
        for (int level = targets.baseLevel(); level < Version.LEVELS; level++) {
            long bytes = Math.max(0, version.levels().get(level).size() + underWay(running, level));
            double most = targets.mostBytes(level);
            fill[level] = bytes / most;
            fillWithDeleted[level] = level == LevelTargets.LOWEST ? fill[level] : (bytes + deleted.of(level)) / most;
        }
        fill[0] = fillOfZero(version.levels().get(0), running, options);
        fillWithDeleted[0] = fill[0];
        List<Score> scores = new ArrayList<>();
        for (int level = 0; level < LevelTargets.LOWEST; level++) {
            int next = level == 0 ? targets.baseLevel() : level + 1;
            double nextFill = Math.max(LEAST_FILL, fill[next]);
            if (fillWithDeleted[level] >= 1 && fillWithDeleted[level] / nextFill >= 1) {
                scores.add(new Score(level, fill[level] / nextFill));
            }
        }
        scores.sort(Comparator.comparingDouble(Score::score).reversed());
        return scores;
    }

    /** How many bytes compactions under way bring to a level, less those that they take away. */
    private static long underWay(RunningCompactions running, int level) {
        long bytes = 0;
        for (Compaction compaction : running.all()) {
            if (compaction.startLevel() != compaction.outputLevel()) {
                long moving = Compaction.bytesOf(compaction.inputs().get(0).tables());
                if (compaction.startLevel() == level) {
                    bytes -= moving;
                } else if (compaction.outputLevel() == level && compaction.kind() != Compaction.Kind.DROP) {
                    bytes += moving;
                }
            }
        }
        return bytes;
    }

    private static double fillOfZero(Level zero, RunningCompactions running, LevelOptions options) {
        List<TableMetadata> idle =
                zero.tables().stream().filter(table -> !running.has(table)).toList();
        if (idle.isEmpty()) {
            return 0;
        }
        return Math.max(2.0 * Stacks.of(idle).deepest() / options.runs(), (double) idle.size() / options.files());
    }
}
