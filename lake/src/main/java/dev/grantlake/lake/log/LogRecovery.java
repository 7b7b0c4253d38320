package dev.grantlake.lake.log;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.WritableVfs;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads the log of a lake that is being opened, hands out what is not flushed, and leaves it so that another segment
 * can be begun: with a torn tail cut off, all segments on disk, and without those that are obsolete or were never used.
 * May be interrupted by a crash anywhere, and begun again. Belongs to one thread.
 */
public final class LogRecovery {

    private static final String NO_FILE = "no such file, and nothing shows that what it held is flushed";

    private final WritableVfs directory;
    private final LogStart start;
    private final DamageRule rule;
    private final CommitSink sink;
    private final SegmentCut cut;

    private final List<LogSegment> segments = new ArrayList<>();
    private final List<String> setAside = new ArrayList<>();
    /** The segment that should be next. */
    private long expected;
    /** A segment that is not there, as long as nothing shows that it was obsolete; 0 if there is none. */
    private long missing;

    private long lastSeq;
    private long replayed;
    private long flushed;
    private long bytes;
    private long tornTailBytes;

    private LogRecovery(WritableVfs directory, LogStart start, DamageRule rule, CommitSink sink) {
        this.directory = directory;
        this.start = start;
        this.rule = rule;
        this.sink = sink;
        this.cut = new SegmentCut(directory);
        this.expected = Math.max(1, start.firstSegment());
    }

    /**
     * Replays the log in {@code directory}, which holds nothing else.
     *
     * @param sink takes the transactions above the flushed ones, whole; those that it has when this fails are void
     * @throws StorageException of kind {@code CORRUPT} for damage, which names the place and the last sound
     *     transaction; {@code UNSUPPORTED} for a log of a later version
     */
    public static RecoveredLog read(WritableVfs directory, LogStart start, DamageRule rule, CommitSink sink) {
        return new LogRecovery(directory, start, rule, sink).read();
    }

    /** Where a segment could not be read on, and why. */
    private record Stop(
            Location where, String found, @Nullable TornTail tail) {}

    private RecoveredLog read() {
        cut.removeLeftovers();
        List<Long> obsolete = new ArrayList<>();
        List<Long> live = new ArrayList<>();
        for (String name : directory.list()) {
            long number = SegmentFormat.number(name);
            if (number > 0) {
                (number < start.firstSegment() ? obsolete : live).add(number);
            }
        }
        boolean laterBegun = dropUnused(live);
        for (int i = 0; i < live.size(); i++) {
            boolean last = i == live.size() - 1 && !laterBegun;
            Stop stop = replay(live.get(i), last);
            if (stop != null) {
                requireSalvage(damage(stop.where(), stop.found()));
                salvage(stop, live.subList(i, live.size()));
                break;
            }
        }
        if (missing == 0 && start.firstSegment() > 0 && segments.isEmpty()) {
            missing = start.firstSegment();
        }
        if (start.deletions()) {
            missing = 0;
        }
        if (missing != 0) {
            requireSalvage(damage(whereMissing(), NO_FILE));
            salvage(new Stop(whereMissing(), NO_FILE, null), List.of());
        }
        for (long number : obsolete) {
            directory.delete(SegmentFormat.name(number));
        }
        dropEmpty();
        if (!segments.isEmpty()) {
            // It may be no more than written, and another begins.
            directory.force(SegmentFormat.name(segments.get(segments.size() - 1).number()));
        }
        directory.force();
        return new RecoveredLog(
                segments,
                expected,
                behind(Math.max(lastSeq, start.seqFloor()), 1),
                replayed,
                flushed,
                bytes,
                tornTailBytes,
                setAside);
    }

    /**
     * Deletes the last segment if its creation was not finished. The one before was finished, though, when that began.
     */
    private boolean dropUnused(List<Long> live) {
        if (live.isEmpty()) {
            return false;
        }
        long number = live.get(live.size() - 1);
        String name = SegmentFormat.name(number);
        try (ReadableFile file = directory.open(name)) {
            if (file.size() > SegmentFormat.HEADER_BYTES || new SegmentReader(file).headerFault(number) == null) {
                return false;
            }
        }
        directory.delete(name);
        directory.force();
        live.remove(live.size() - 1);
        return true;
    }

    /**
     * Deletes segments at the end that nothing was written to, or each opening would leave one. The first of the log
     * stays: the checkpoint may name it.
     */
    private void dropEmpty() {
        for (int last = segments.size() - 1; last > 0; last--) {
            LogSegment segment = segments.get(last);
            if (segment.bytes() > SegmentFormat.HEADER_BYTES) {
                return;
            }
            directory.delete(SegmentFormat.name(segment.number()));
            segments.remove(last);
            expected = segment.number();
        }
    }

    /** Null if it could be read to its end, or to a torn tail, which is then cut off. */
    private @Nullable Stop replay(long number, boolean last) {
        if (number != expected) {
            missing = expected;
            if (start.firstSegment() > 0) {
                return new Stop(whereMissing(), NO_FILE, null);
            }
        }
        Stop stop;
        long size;
        try (ReadableFile file = directory.open(SegmentFormat.name(number))) {
            size = file.size();
            stop = replay(new SegmentReader(file), number, last);
        }
        bytes += size;
        if (stop != null) {
            TornTail tail = stop.tail();
            if (tail == null) {
                return stop;
            }
            long reserved =
                    tail.writtenBytes() == 0 ? 0 : behind(Math.max(lastSeq, start.seqFloor()), tail.mostCommits());
            size = cut.replace(number, stop.where().offset(), reserved);
            tornTailBytes = tail.writtenBytes();
            lastSeq = Math.max(lastSeq, reserved);
        }
        segments.add(new LogSegment(number, size, lastSeq));
        expected = number + 1;
        return null;
    }

    private @Nullable Stop replay(SegmentReader reader, long number, boolean last) {
        String headerFault = reader.headerFault(number);
        if (headerFault != null) {
            return new Stop(reader.at(0), headerFault, null);
        }
        boolean headed = false;
        while (reader.next()) {
            try {
                if (reader.type() == SegmentFormat.GROUP_HEAD) {
                    reader.syncedBytes();
                    headed = true;
                } else if (headed) {
                    take(new CommitBody(reader.body(), reader.here().plus(SegmentFormat.FRAME_BYTES)));
                } else {
                    throw StorageException.corrupt(reader.here(), "a group head", "a transaction");
                }
            } catch (StorageException e) {
                if (e.kind() != Kind.CORRUPT) {
                    throw e;
                }
                return new Stop(reader.here(), String.valueOf(e.getMessage()), null);
            }
        }
        String fault = reader.fault();
        if (fault == null) {
            return null;
        }
        long place = reader.position();
        TornTail tail = TornTail.from(reader, place);
        if (tail.syncedBytes() > place) {
            fault += ", although the group head at " + tail.proofAt() + " says that " + tail.syncedBytes()
                    + " bytes were on disk";
            return new Stop(reader.at(place), fault, null);
        }
        return new Stop(reader.at(place), fault, last ? tail : null);
    }

    private void take(CommitBody commit) {
        long seq = commit.seq();
        if (seq <= lastSeq) {
            throw StorageException.corrupt(commit.where(), "a sequence number above " + lastSeq, seq + "");
        }
        if (missing != 0) {
            if (seq > start.flushedSeq() + 1) {
                throw StorageException.corrupt(whereMissing(), NO_FILE);
            }
            missing = 0;
        }
        if (seq <= start.flushedSeq()) {
            flushed++;
        } else {
            commit.replay(sink);
            replayed++;
        }
        lastSeq = seq;
    }

    /**
     * Ends the log before the damage. What comes behind is kept under other names, the later segments before anything
     * else happens: a replay that does not stop at the damage must not find them.
     *
     * @param rest the damaged segment and all behind
     */
    private void salvage(Stop stop, List<Long> rest) {
        long kept = missing != 0 ? 0 : stop.where().offset();
        long number = missing != 0 ? missing : rest.get(0);
        long reserved = Math.max(lastSeq, start.seqFloor());
        // How much a segment held that is not there, nobody knows; more than twice its usual size it was not.
        long lost = missing != 0 ? 2L * SegmentFormat.MAX_BODY_BYTES : -kept;
        for (long each : rest) {
            String name = SegmentFormat.name(each);
            try (ReadableFile file = directory.open(name)) {
                SegmentReader reader = new SegmentReader(file);
                lost += file.size();
                reserved = Math.max(reserved, reader.largestSeq(each));
            }
            setAside.add(cut.keepAside(each));
        }
        directory.force();
        for (int i = rest.size() - 1; i >= 0; i--) {
            if (rest.get(i) != number) {
                directory.delete(SegmentFormat.name(rest.get(i)));
                directory.force();
            }
        }
        lastSeq = behind(reserved, SegmentFormat.mostCommits(lost));
        segments.add(new LogSegment(number, cut.replace(number, kept, lastSeq), lastSeq));
        segments.sort(Comparator.comparingLong(LogSegment::number));
        expected = Math.max(expected, number + 1);
        missing = 0;
    }

    private long behind(long seq, long count) {
        if (seq > Long.MAX_VALUE - count) {
            throw StorageException.limit(
                    Location.of(directory.description(), "log"), "no sequence number is left behind " + seq);
        }
        return seq + count;
    }

    private Location whereMissing() {
        return Location.of(directory.description() + "/" + SegmentFormat.name(missing), "log segment");
    }

    private StorageException damage(Location where, String found) {
        return StorageException.corrupt(
                where, "what had been written; " + found + "; the last sound transaction is " + lastSeq);
    }

    private void requireSalvage(StorageException damage) {
        if (rule != DamageRule.SALVAGE_PREFIX) {
            throw damage;
        }
    }
}
