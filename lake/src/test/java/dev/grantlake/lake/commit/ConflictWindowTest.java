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
    void failsWhoWouldHaveToKnowOfMoreThanItRemembers() {
        ConflictWindow small = new ConflictWindow(100);
        for (int seq = 1; seq <= 150; seq++) {
            Submission committed = submission(0, "k" + seq);
            committed.stamp(seq);
            small.add(committed);
            small.prune(0);
        }
        assertThat(small.size()).isEqualTo(100);
        assertThat(small.conflictOf(submission(50, "other")))
                .as("all since then is known")
                .isNull();
        assertThat(small.conflictOf(submission(50, "k51"))).isEqualTo(Bytes.utf8("k51"));
        assertThat(small.conflictOf(submission(49, "other"))).isEqualTo(Bytes.utf8("other"));
        for (int seq = 151; seq <= 250; seq++) {
            Submission committed = submission(0, "busy");
            committed.stamp(seq);
            small.add(committed);
            small.prune(0);
        }
        assertThat(small.size()).as("one key takes as much as many").isEqualTo(1);
        small.prune(250);
        assertThat(small.conflictOf(submission(49, "other"))).isEqualTo(Bytes.utf8("other"));
        assertThat(small.size()).isZero();
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
