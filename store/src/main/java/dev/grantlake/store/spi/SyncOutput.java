package dev.grantlake.store.spi;

import dev.grantlake.store.RecordWriter;
import dev.grantlake.store.WrittenSync;

/**
 * A sync that is being written to a new file, as an engine sees it. Thread-safe but for {@link #finish} and
 * {@link #saveUnfinished}, which come from one thread when all that put are done. {@link #close} may come at any time:
 * it ends what is under way.
 *
 * <p>Of several records with one identity the one put last stands, in the order in which the calls began. A call with a
 * record that is refused (a {@link dev.grantlake.store.StoreException} that names it) has put the records before that
 * one; the sync stays usable. Any other failure ends it: whatever follows fails too, and the file is not written.
 */
public interface SyncOutput extends RecordWriter, AutoCloseable {

    /** The id that the sync has or will have. */
    String syncId();

    /** The connector's mark of how far it is; the last one stands. */
    void checkpoint(String token);

    /** Writes the file with the sync finished. When it returns, the file is on disk under its name. */
    WrittenSync finish();

    /** Writes the file with the sync unfinished, to be taken up again later. On disk as after {@link #finish}. */
    WrittenSync saveUnfinished();

    /** Gives the sync up unless it was written: nothing of it remains. A second call does nothing. */
    @Override
    void close();
}
