package dev.grantlake.cli.dump;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.grantlake.cli.json.CanonicalJson;
import dev.grantlake.kv.spill.SpillingSorter;
import dev.grantlake.store.Listing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes records as lines of canonical JSON in the order of their sort keys, whatever the order in which they come, in
 * bounded memory. What comes in order is streamed. Belongs to one thread.
 */
public final class OrderedLines {

    private final OutputStream out;
    private final JsonGenerator direct;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    private final JsonGenerator buffered;
    private final Path temporaryFolder;
    private final long sortBudgetBytes;
    private final Runnable progress;

    /** Writes one line; what it writes is an object. */
    @FunctionalInterface
    public interface LineWriter {
        void write(JsonGenerator out) throws IOException;
    }

    /**
     * Lines to {@code out}, which is not closed.
     *
     * @param temporaryFolder where lines are sorted that do not fit in {@code sortBudgetBytes}
     * @param progress called after each line
     */
    public OrderedLines(OutputStream out, Path temporaryFolder, long sortBudgetBytes, Runnable progress)
            throws IOException {
        this.out = out;
        this.direct = CanonicalJson.compact(out);
        this.buffered = CanonicalJson.compact(line);
        this.temporaryFolder = temporaryFolder;
        this.sortBudgetBytes = sortBudgetBytes;
        this.progress = progress;
    }

    /** Writes a line behind those so far. */
    public void write(LineWriter writer) throws IOException {
        writer.write(direct);
        direct.writeRaw('\n');
        progress.run();
    }

    /** Writes a line for each record of a listing, in order. */
    public <T> void write(Listing<T> listing, LineKind<T> kind) throws IOException {
        Arrangement arrangement = Arrangement.of(listing, kind);
        try (SpillingSorter sorter = new SpillingSorter(temporaryFolder, sortBudgetBytes)) {
            Placement<T> placement = new Placement<>(kind, arrangement, sorter);
            listing.forEach(placement::place);
            writeSorted(sorter);
        }
    }

    /** Passes what was written so far on to the stream. */
    public void flush() throws IOException {
        direct.flush();
    }

    private void writeSorted(SpillingSorter sorter) throws IOException {
        if (sorter.isEmpty()) {
            return;
        }
        direct.flush();
        sorter.drainTo((key, rendered) -> {
            out.write(rendered);
            progress.run();
        });
    }

    /** Puts each record of one kind where it belongs: straight to the output, or into the sorter. */
    private final class Placement<T> {
        private final LineKind<T> kind;
        private final Arrangement arrangement;
        private final SpillingSorter sorter;
        private byte[] group = new byte[0];

        Placement(LineKind<T> kind, Arrangement arrangement, SpillingSorter sorter) {
            this.kind = kind;
            this.arrangement = arrangement;
            this.sorter = sorter;
        }

        void place(T record) {
            try {
                if (isInPlace(record)) {
                    write(generator -> kind.writer().write(record, generator));
                } else {
                    sorter.add(kind.sortKey().apply(record), render(record));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private boolean isInPlace(T record) throws IOException {
            if (arrangement.inOrder() || !arrangement.groupsInOrder()) {
                return arrangement.inOrder();
            }
            byte[] next = kind.groupKey().apply(record);
            if (!Arrays.equals(group, next)) {
                writeSorted(sorter);
                group = next;
            }
            return !arrangement.isUnordered(next);
        }

        private byte[] render(T record) throws IOException {
            line.reset();
            kind.writer().write(record, buffered);
            buffered.writeRaw('\n');
            buffered.flush();
            return line.toByteArray();
        }
    }
}
