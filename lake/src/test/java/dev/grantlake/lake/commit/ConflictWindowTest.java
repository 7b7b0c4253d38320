package dev.grantlake.lake.commit;

import dev.grantlake.base.Bytes;
import dev.grantlake.lake.log.CommitLimits;
import dev.grantlake.lake.read.Pending;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ConflictWindowTest {

    private final ConflictWindow window = new ConflictWindow();

    private static Submission submission(long readSeq, String... keys) {
        Pending pending = new Pending();
        List<CheckedKey> checked = new ArrayList<>();
        for (String key : keys) {
            pending.set(Bytes.utf8(key), Bytes.EMPTY);
            checked.add(new CheckedKey(Bytes.utf8(key), readSeq));
        }
        return Submission.of(pending, checked, true, CommitLimits.DEFAULT);
    }

    private void commit(long seq, String... keys) {
        Submission committed = submission(0, keys);
        committed.stamp(seq);
        window.add(committed);
    }

    @Test
    void findsWhatWasChangedSince() {
        commit(5, "a", "b");
        commit(7, "b", "c");
        assertThat(window.conflictOf(submission(4, "x", "a"))).isEqualTo(Bytes.utf8("a"));
        assertThat(window.conflictOf(submission(5, "a"))).isNull();
        assertThat(window.conflictOf(submission(6, "a", "b"))).isEqualTo(Bytes.utf8("b"));
        assertThat(window.conflictOf(submission(7, "a", "b", "c"))).isNull();
    }

    @Test
    void forgetsWhatNobodyCanMiss() {
        commit(5, "a", "b");
        commit(7, "b", "c");
        window.prune(4);
        assertThat(window.size()).isEqualTo(3);
        window.prune(5);
        assertThat(window.size()).as("b was changed again").isEqualTo(2);
        assertThat(window.conflictOf(submission(6, "b"))).isEqualTo(Bytes.utf8("b"));
        window.prune(7);
        assertThat(window.size()).isZero();
    }
}
