package dev.grantlake.lsm.wal;

import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.record.LogRecord;

/**
 * One batch as a record of a write-ahead log holds it: what one commit wrote, all of it at once.
 *
 * <pre>
 * offset | size | field
 *      0 |    8 | sequence number of the first counted operation, little-endian
 *      8 |    4 | count of the operations, log data left out, little-endian
 *     12 |    … | operations: byte kind, bytes key and, where the kind has one, bytes value
 * </pre>
 *
 * <p>For example {@code 0b00000000000000 03000000 000162 0f01630164 03036c6f67 1701650106} puts nothing: from sequence
 * number 11 on it deletes {@code b}, deletes from {@code c} up to {@code d} and deletes {@code e}, of whose key and
 * value it says that they have 6 bytes; between the last two lies the log data {@code log}. See
 * {@code docs/formats/wal.md}.
 *
 * @param file the log as error messages name it
 * @param record the record, whose payload this is
 * @param sequence of the first counted operation, 0 to {@link Trailer#MAX_SEQUENCE}
 * @param count of the operations that have a sequence number, 0 to 2^32-1
 */
public record Batch(String file, LogRecord record, long sequence, long count) {

    static final String PART = "batch";

    /** Bytes before the operations. */
    static final int HEADER_BYTES = 12;

    private static final int COUNT_AT = 8;

    /**
     * Reads the header; the operations are not looked at.
     *
     * @throws StorageException of kind {@code CORRUPT} for a record without room for a header, or sequence numbers
     *     beyond the greatest there is
     */
    public static Batch of(String file, LogRecord record) {
        Location where = new Location(file, record.offset(), PART);
        int length = record.payload().length();
        if (length < HEADER_BYTES) {
            throw StorageException.corrupt(where, "at least " + HEADER_BYTES + " bytes", length + "");
        }
        byte[] array = record.payload().array();
        int offset = record.payload().offset();
        long sequence = LittleEndian.getLong(array, offset);
        long count = Integer.toUnsignedLong(LittleEndian.getInt(array, offset + COUNT_AT));
        if (sequence < 0 || sequence > Trailer.MAX_SEQUENCE - count) {
            throw StorageException.corrupt(
                    where,
                    "sequence numbers of at most " + Trailer.MAX_SEQUENCE,
                    count + " from " + Long.toUnsignedString(sequence));
        }
        return new Batch(file, record, sequence, count);
    }

    /** Where the record begins. */
    public Location where() {
        return new Location(file, record.offset(), PART);
    }

    /** The first sequence number behind those of the batch. */
    public long nextSequence() {
        return sequence + count;
    }

    /** The operations from the first one on. */
    public BatchReader operations() {
        return new BatchReader(this);
    }

    /**
     * Walks through all operations.
     *
     * @throws StorageException of kind {@code CORRUPT} if one of them cannot be read, they are not as many as the
     *     header says, or some take in tables and others do not, {@code UNSUPPORTED} for a kind that only later
     *     versions of Pebble write
     */
    public void requireSound() {
        BatchReader operations = operations();
        boolean ingests = false;
        long counted = 0;
        int index = 0;
        for (BatchOperation each = operations.next(); each != null; each = operations.next()) {
            ingests = index == 0 ? each.ingests() : ingests;
            if (each.ingests() != ingests) {
                throw StorageException.corrupt(
                        each.where(), "tables to take in and nothing else", each.kind() + " among them");
            }
            if (each.kind() == KeyKind.EXCISE && index > 0) {
                throw StorageException.corrupt(each.where(), "one excise, before all tables", "another");
            }
            counted += each.counted() ? 1 : 0;
            index++;
        }
        if (counted != count) {
            throw StorageException.corrupt(where(), count + " operations, as the header says", counted + "");
        }
    }
}
