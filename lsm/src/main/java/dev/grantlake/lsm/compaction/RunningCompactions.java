package dev.grantlake.lsm.compaction;

import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.manifest.TableMetadata;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The compactions under way at one moment, which others must not touch. Immutable. */
final class RunningCompactions {

    static final RunningCompactions NONE = new RunningCompactions(List.of());

    private final List<Compaction> running;
    private final Set<Long> tables = new HashSet<>();

    RunningCompactions(Collection<Compaction> running) {
        this.running = List.copyOf(running);
        for (Compaction compaction : running) {
            compaction.tables().forEach(table -> tables.add(table.number()));
        }
    }

    List<Compaction> all() {
        return running;
    }

    boolean has(TableMetadata table) {
        return tables.contains(table.number());
    }

    boolean hasAny(List<TableMetadata> some) {
        return some.stream().anyMatch(this::has);
    }

    /** Whether tables come to {@code level} that may share keys with {@code bounds}. */
    boolean reaches(int level, KeyBounds bounds) {
        for (Compaction compaction : running) {
            if (compaction.kind() != Compaction.Kind.DROP
                    && compaction.outputLevel() == level
                    && compaction.bounds().overlaps(bounds)) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code wanted} has to wait for one of them. */
    boolean conflict(Compaction wanted) {
        return hasAny(wanted.tables())
                || (wanted.kind() != Compaction.Kind.DROP && reaches(wanted.outputLevel(), wanted.bounds()));
    }
}
