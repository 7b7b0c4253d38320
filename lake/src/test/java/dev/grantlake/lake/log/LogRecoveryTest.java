package dev.grantlake.lake.log;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.lake.log.Logs.Replay;
import dev.grantlake.vfs.MemoryVfs;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.LongStream;

import static dev.grantlake.lake.log.DamageRule.REFUSE;
import static dev.grantlake.lake.log.DamageRule.SALVAGE_PREFIX;
import static dev.grantlake.lake.log.LogStart.NOTHING_FLUSHED;
import static dev.grantlake.lake.log.Logs.append;
import static dev.grantlake.lake.log.Logs.commit;
import static dev.grantlake.lake.log.Logs.line;
import static dev.grantlake.lake.log.Logs.replay;
import static dev.grantlake.lake.log.Logs.replayed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LogRecoveryTest {

    private static final String FIRST = SegmentFormat.name(1);
    private static final String SECOND = SegmentFormat.name(2);
    private static final String THIRD = SegmentFormat.name(3);
    /** A group of one {@link Logs#commit} below number 10. */
    private static final int GROUP = 47;

    private final MemoryVfs memory = new MemoryVfs("wal");

    private static List<String> lines(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(Logs::line).toList();
    }

    @Test
    void anEmptyDirectoryIsAnEmptyLog() {
        RecoveredLog log = replay(memory).log();
        assertThat(log).isEqualTo(new RecoveredLog(List.of(), 1, 1, 0, 0, 0, 0, List.of()));
    }

    @Test
    void replaysAllSegmentsInOrder() {
        Logs.segment(memory, 1, 1, 2, 3);
        Logs.segment(memory, 2);
        Logs.segment(memory, 3, 7, 8);
        Replay replay = replay(memory);
        assertThat(replay.lines()).containsExactly(line(1), line(2), line(3), line(7), line(8));
        assertThat(replay.log())
                .isEqualTo(new RecoveredLog(
                        List.of(
                                new LogSegment(1, 32 + 3 * GROUP, 3),
                                new LogSegment(2, 32, 3),
                                new LogSegment(3, 32 + 2 * GROUP, 8)),
                        4,
                        9,
                        5,
                        0,
                        3 * 32 + 5 * GROUP,
                        0,
                        List.of()));
        assertThat(replay(memory)).as("nothing has changed").isEqualTo(replay);
    }

    @Test
    void passesOverWhatIsFlushed() {
        Logs.segment(memory, 4, 1, 2, 3);
        Logs.segment(memory, 5, 4, 5);
        Replay replay = replay(memory, new LogStart(4, 4, 100), REFUSE);
        assertThat(replay.lines()).containsExactly(line(5));
        assertThat(replay.log().flushedCommits()).isEqualTo(4);
        assertThat(replay.log().nextSeq()).as("above the floor").isEqualTo(101);
        assertThat(replay.log().segments()).hasSize(2);
    }

    @Test
    void deletesWhatTheCheckpointSaysIsObsoleteWithoutReadingIt() {
        memory.put(FIRST, Bytes.utf8("anything"));
        Logs.segment(memory, 3, 8, 9);
        assertThat(replay(memory, new LogStart(3, 7, 7), REFUSE).lines()).containsExactly(line(8), line(9));
        assertThat(memory.list()).containsExactly(THIRD);
    }

    /** Line 68: cut the log at each byte of its last record; what was before is there, and new commits last. */
    @Test
    void aTornTailOfEveryLengthIsCutOff() {
        Logs.segment(memory, 1, 1, 2, 3);
        Bytes whole = Logs.bytesOf(memory, 1);
        int sound = 32 + 2 * GROUP;
        for (int length = sound; length < sound + GROUP; length++) {
            MemoryVfs torn = new MemoryVfs("wal").put(FIRST, whole.slice(0, length));
            Replay first = replay(torn);
            assertThat(first.lines()).isEqualTo(lines(1, 2));
            boolean headIsWhole = length >= sound + SegmentFormat.GROUP_HEAD_BYTES;
            Bytes tail = whole.slice(0, length).from(headIsWhole ? sound + SegmentFormat.GROUP_HEAD_BYTES : sound);
            assertThat(first.log().tornTailBytes()).isEqualTo(withoutZeros(tail));
            assertThat(first.log().nextSeq()).isGreaterThanOrEqualTo(tail.isEmpty() ? 3 : 4);
            long next = first.log().nextSeq();
            Logs.segment(torn, first.log().nextSegment(), next, next + 1);
            Replay second = replay(torn);
            assertThat(second.lines()).containsExactly(line(1), line(2), line(next), line(next + 1));
            assertThat(second.log().tornTailBytes()).isZero();
        }
    }

    private static int withoutZeros(Bytes tail) {
        int length = tail.length();
        while (length > 0 && tail.at(length - 1) == 0) {
            length--;
        }
        return length;
    }

    /** The numbers of a tail that was cut are remembered by the log, until the segment goes. */
    @Test
    void aNumberIsNotGivenAgainAfterATornTail() {
        Logs.segment(memory, 1, 1, 2, 3);
        Bytes whole = Logs.bytesOf(memory, 1);
        memory.put(FIRST, whole.slice(0, whole.length() - 1));
        long next = replay(memory).log().nextSeq();
        assertThat(next).isGreaterThan(3);
        assertThat(replay(memory).log().nextSeq()).as("once more").isEqualTo(next);
        // The next life begins with that number, and all that it writes is torn, too.
        Logs.segment(memory, 2, next);
        Bytes second = Logs.bytesOf(memory, 2);
        memory.put(SECOND, second.slice(0, second.length() - 1));
        assertThat(replay(memory).log().nextSeq()).isGreaterThan(next);
        assertThat(replayed(memory)).containsExactly(line(1), line(2));
    }

    @Test
    void aTornTailCountsAboveTheFloor() {
        Logs.segment(memory, 1, 101);
        Bytes whole = Logs.bytesOf(memory, 1);
        memory.put(FIRST, whole.slice(0, whole.length() - 1));
        LogStart start = new LogStart(0, 100, 100);
        assertThat(replay(memory, start, REFUSE).log().nextSeq()).isGreaterThan(101);
    }

    @Test
    void zerosAtTheEndAreRoomOrNothing() {
        Logs.segment(memory, 1, 1, 2);
        memory.put(FIRST, Logs.bytesOf(memory, 1).plus(Bytes.wrap(new byte[5000])));
        Replay replay = replay(memory);
        assertThat(replay.lines()).isEqualTo(lines(1, 2));
        assertThat(replay.log().tornTailBytes()).isZero();
        assertThat(replay.log().nextSeq()).isEqualTo(3);
        assertThat(memory.size(FIRST)).as("cut off").isEqualTo(32 + 2 * GROUP);
    }

    /** Line 69. Every commit was forced before the next, so all before the last group head is proven. */
    @Test
    void aFlippedBitInEveryByteOfAMiddleRecordIsDamage() {
        Logs.segment(memory, 1, 1, 2, 3, 4);
        Bytes whole = Logs.bytesOf(memory, 1);
        int middle = 32 + GROUP;
        for (int at = middle; at < middle + GROUP; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = whole.toArray();
                damaged[at] ^= (byte) (1 << bit);
                MemoryVfs directory = new MemoryVfs("wal").put(FIRST, Bytes.wrap(damaged));
                int record = at < middle + 20 ? middle : middle + 20;
                assertDamage(
                        () -> replay(directory), FIRST + ": log record at " + record, "last sound transaction is 1");
                assertThat(Logs.bytesOf(directory, 1)).isEqualTo(Bytes.wrap(damaged));
                Replay salvaged = replay(directory, NOTHING_FLUSHED, SALVAGE_PREFIX);
                assertThat(salvaged.lines()).isEqualTo(lines(1, 1));
                assertThat(salvaged.log().nextSeq()).isGreaterThan(4);
                assertThat(salvaged.log().setAside()).containsExactly(FIRST + ".damaged");
                assertThat(Logs.content(directory, FIRST + ".damaged")).isEqualTo(Bytes.wrap(damaged));
                assertThat(replayed(directory)).isEqualTo(lines(1, 1));
            }
        }
    }

    @Test
    void aFlippedBitInTheLastGroupIsATornTail() {
        Logs.segment(memory, 1, 1, 2, 3);
        Bytes whole = Logs.bytesOf(memory, 1);
        for (int at = whole.length() - GROUP; at < whole.length(); at++) {
            byte[] damaged = whole.toArray();
            damaged[at] ^= 1;
            MemoryVfs directory = new MemoryVfs("wal").put(FIRST, Bytes.wrap(damaged));
            assertThat(replayed(directory)).isEqualTo(lines(1, 2));
        }
    }

    /** Groups behind a bad record do not prove anything if they were written before it was on disk. */
    @Test
    void whatWasNotForcedIsATailWhateverFollows() {
        try (LogWriter writer = LogWriter.create(memory, 1)) {
            append(writer, 1);
            for (long seq = 2; seq <= 5; seq++) {
                writer.append(List.of(commit(seq)));
            }
        }
        byte[] reordered = Logs.bytesOf(memory, 1).toArray();
        reordered[32 + GROUP + 30] ^= 1;
        memory.put(FIRST, Bytes.wrap(reordered));
        Replay replay = replay(memory);
        assertThat(replay.lines()).isEqualTo(lines(1, 1));
        assertThat(replay.log().nextSeq()).isGreaterThan(5);
        assertThat(replay.log().tornTailBytes()).isEqualTo(4 * GROUP - 20);
    }

    @Test
    void aTailOfAnOlderSegmentIsDamage() {
        Logs.segment(memory, 1, 1, 2);
        Logs.segment(memory, 2, 3);
        Logs.segment(memory, 3, 4);
        memory.put(FIRST, Logs.bytesOf(memory, 1).slice(0, 32 + 2 * GROUP - 1));
        assertDamage(() -> replay(memory), FIRST + ": log record at " + (32 + GROUP + 20), "transaction is 1");
        Replay salvaged = replay(memory, NOTHING_FLUSHED, SALVAGE_PREFIX);
        assertThat(salvaged.lines()).isEqualTo(lines(1, 1));
        assertThat(salvaged.log().nextSeq()).isGreaterThan(4);
        assertThat(salvaged.log().nextSegment()).isEqualTo(2);
        assertThat(memory.list()).containsExactly(FIRST, FIRST + ".damaged", SECOND + ".damaged", THIRD + ".damaged");
        assertThat(replay(memory).log().nextSeq()).isEqualTo(salvaged.log().nextSeq());
    }

    /** A next segment is begun when the one before is whole: also one whose creation a crash has interrupted. */
    @Test
    void anOlderSegmentIsJudgedAsOneWhenTheNextWasHardlyBegun() {
        Logs.segment(memory, 1, 1, 2);
        memory.put(FIRST, Logs.bytesOf(memory, 1).slice(0, 32 + 2 * GROUP - 1)).put(SECOND, Bytes.EMPTY);
        assertDamage(() -> replay(memory), FIRST, "transaction is 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 31, 32})
    void aLastSegmentWithoutAHeaderWasNeverUsed(int length) {
        Logs.segment(memory, 1, 1);
        memory.put(SECOND, Bytes.wrap(new byte[length]));
        Replay replay = replay(memory);
        assertThat(replay.lines()).isEqualTo(lines(1, 1));
        assertThat(replay.log().nextSegment()).isEqualTo(2);
        assertThat(memory.list()).containsExactly(FIRST);
    }

    @Test
    void aSegmentWithRecordsAndABadHeaderIsDamage() {
        Logs.segment(memory, 1, 1);
        Logs.segment(memory, 2, 2);
        byte[] damaged = Logs.bytesOf(memory, 2).toArray();
        damaged[3] ^= 1;
        memory.put(SECOND, Bytes.wrap(damaged));
        assertDamage(() -> replay(memory), SECOND + ": log record at 0", "another beginning");
        Replay salvaged = replay(memory, NOTHING_FLUSHED, SALVAGE_PREFIX);
        assertThat(salvaged.lines()).isEqualTo(lines(1, 1));
        assertThat(salvaged.log().nextSeq()).isGreaterThan(2);
        assertThat(salvaged.log().nextSegment()).isEqualTo(3);
        assertThat(replayed(memory)).isEqualTo(lines(1, 1));
    }

    @Test
    void aSegmentUnderAnotherNumberIsDamage() {
        Logs.segment(memory, 1, 1);
        memory.put(SECOND, Logs.bytesOf(memory, 1));
        assertDamage(() -> replay(memory), SECOND, "header of segment 1");
    }

    @Test
    void aMissingSegmentIsDamage() {
        Logs.segment(memory, 1, 1);
        Logs.segment(memory, 3, 3);
        assertDamage(() -> replay(memory), SECOND, "what it held is flushed");
        assertDamage(() -> replay(memory, new LogStart(1, 0, 0), REFUSE), SECOND, "transaction is 1");
        Replay salvaged = replay(memory, NOTHING_FLUSHED, SALVAGE_PREFIX);
        assertThat(salvaged.lines()).isEqualTo(lines(1, 1));
        assertThat(salvaged.log().nextSegment()).isGreaterThanOrEqualTo(3);
        assertThat(salvaged.log().nextSeq()).isGreaterThan(3);
        assertThat(replayed(memory)).isEqualTo(lines(1, 1));
    }

    @Test
    void theFirstSegmentThatIsNeededMustBeThere() {
        LogStart start = new LogStart(2, 9, 9);
        assertDamage(() -> replay(memory, start, REFUSE), SECOND, "nothing shows");
        assertThat(replay(memory, start, SALVAGE_PREFIX).log().nextSegment()).isEqualTo(3);
        assertThat(replay(memory, start, REFUSE).lines()).isEmpty();
    }

    /** A crash in the middle of their deletion leaves any of them, and then the checkpoint is lost, too. */
    @Test
    void aGapAmongFlushedSegmentsIsNone() {
        Logs.segment(memory, 1, 1);
        Logs.segment(memory, 3, 3, 4);
        assertThat(replay(memory, new LogStart(0, 3, 3), REFUSE).lines()).containsExactly(line(4));
        assertThat(replay(memory, new LogStart(0, 2, 2), REFUSE).lines()).isEqualTo(lines(3, 4));
        assertDamage(() -> replay(memory, new LogStart(0, 1, 1), REFUSE), SECOND, "nothing shows");
    }

    @Test
    void numbersMustAscendOverSegments() {
        Logs.segment(memory, 1, 1, 2);
        Logs.segment(memory, 2, 2, 3);
        assertDamage(() -> replay(memory), SECOND, "a sequence number above 2, found 2");
    }

    @Test
    void theLastNumberOfAllIsTheEnd() {
        Logs.segment(memory, 1, Long.MAX_VALUE);
        assertThatThrownBy(() -> replay(memory)).hasMessageContaining("no sequence number is left");
    }

    @Test
    void aCommitWithoutAGroupHeadIsDamage() {
        byte[] record = new byte[commit(1).sizeBytes()];
        commit(1).copyTo(record, 0);
        memory.put(FIRST, Bytes.wrap(SegmentFormat.header(1)).plus(Bytes.wrap(record)));
        assertDamage(() -> replay(memory), FIRST, "a group head");
    }

    @Test
    void aGroupHeadBeyondItsPlaceIsDamage() {
        byte[] head = new byte[SegmentFormat.GROUP_HEAD_BYTES];
        SegmentFormat.putGroupHead(head, 0, 33);
        memory.put(FIRST, Bytes.wrap(SegmentFormat.header(1)).plus(Bytes.wrap(head)));
        assertDamage(() -> replay(memory), FIRST, "a group head that names");
    }

    @Test
    void aRecordOfALaterVersionIsRefusedUnderEveryRule() {
        byte[] record = new byte[SegmentFormat.GROUP_HEAD_BYTES];
        record[8] = 3;
        SegmentFormat.frame(record, 0, 12);
        memory.put(FIRST, Bytes.wrap(SegmentFormat.header(1)).plus(Bytes.wrap(record)));
        for (DamageRule rule : DamageRule.values()) {
            assertThatThrownBy(() -> replay(memory, NOTHING_FLUSHED, rule))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED))
                    .hasMessageContaining("later version");
        }
    }

    /** Line 32: a length of a gibibyte, garbage, and a body that ends early; none is read into memory. */
    @ParameterizedTest
    @ValueSource(strings = {"00000040", "ffffffff", "00000000", "64000000aabbccdd0102", "15000000c044412901", "de"})
    void whatIsNoRecordIsATail(String hex) {
        Logs.segment(memory, 1, 1, 2);
        memory.put(FIRST, Logs.bytesOf(memory, 1).plus(Bytes.ofHex(hex)));
        assertThat(replayed(memory)).isEqualTo(lines(1, 2));
        assertThat(memory.size(FIRST)).isLessThanOrEqualTo(32 + 2 * GROUP + 20 + 21);
    }

    @Test
    void leftoversOfACutAreDeleted() {
        Logs.segment(memory, 1, 1);
        memory.put(FIRST + ".cut", Bytes.utf8("half"));
        assertThat(replayed(memory)).isEqualTo(lines(1, 1));
        assertThat(memory.list()).containsExactly(FIRST);
    }

    @Test
    void deletesSegmentsThatAreFlushedFromTheOldestOn() {
        Logs.segment(memory, 1, 1, 2);
        Logs.segment(memory, 2);
        Logs.segment(memory, 3, 3, 4);
        LogSegments segments = new LogSegments(memory, replay(memory).log().segments());
        Logs.segment(memory, 4, 5);
        segments.closed(new LogSegment(4, 32 + GROUP, 5));
        assertThat(segments.bytes()).isEqualTo(4 * 32 + 5 * GROUP);
        assertThat(segments.firstNeeded(1, 5)).isEqualTo(1);
        segments.deleteBefore(1);
        assertThat(memory.list()).hasSize(4);
        assertThat(segments.firstNeeded(3, 5)).isEqualTo(3);
        segments.deleteBefore(3);
        assertThat(memory.list()).containsExactly(THIRD, SegmentFormat.name(4));
        assertThat(segments.firstNeeded(5, 5)).isEqualTo(5);
        segments.deleteBefore(5);
        assertThat(memory.list()).isEmpty();
        assertThat(segments.bytes()).isZero();
    }

    private static void assertDamage(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CORRUPT))
                .hasMessageContainingAll(parts);
    }
}
