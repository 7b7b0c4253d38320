package dev.grantlake.lsm.sstable.rowblk;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.LittleEndian;
import dev.grantlake.base.Location;
import dev.grantlake.lsm.key.InternalKey;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.Trailer;
import dev.grantlake.lsm.sstable.block.Printable;
import dev.grantlake.lsm.sstable.block.ValueText;

/**
 * What keys and values of one kind of row block mean, as text on one line. What does not parse may fail with a
 * {@code StorageException}.
 */
public sealed interface RowText {

    /** The whole key, shared bytes with it. */
    String key(Bytes key);

    /** The value of that key. */
    String value(Bytes key, Bytes value);

    /** How many bytes at the end of a key are its trailer. */
    int trailerBytes();

    /** A block of names and values. */
    record Names(ValueText values) implements RowText {

        @Override
        public String key(Bytes key) {
            return key.toUtf8();
        }

        @Override
        public String value(Bytes key, Bytes value) {
            return values.of(key.toUtf8(), value);
        }

        @Override
        public int trailerBytes() {
            return 0;
        }
    }

    /** A data block. */
    record Data(RowPoints points) implements RowText {

        private static final Location VALUE = Location.of("value", "reference");

        @Override
        public String key(Bytes key) {
            return internalKey(key, points.trailer(trailer(key)))
                    + (points.isObsolete(trailer(key)) ? ", obsolete" : "");
        }

        @Override
        public String value(Bytes key, Bytes value) {
            boolean prefixed =
                    points.valuePrefix() && Trailer.kindCode(points.trailer(trailer(key))) == KeyKind.SET.code();
            if (!prefixed || value.isEmpty()) {
                return Printable.of(value);
            }
            if (!RowPoints.isElsewhere(value.at(0))) {
                return "in place: " + Printable.of(value.from(1));
            }
            ByteReader handle = new ByteReader(value.from(1), VALUE);
            return "elsewhere: " + handle.readVarint64() + " bytes in value block " + handle.readVarint64() + " at "
                    + handle.readVarint64();
        }

        @Override
        public int trailerBytes() {
            return InternalKey.TRAILER_BYTES;
        }
    }

    /** An index block; {@code values} says what a handle with its block properties means. */
    record Index(ValueText values) implements RowText {

        @Override
        public String key(Bytes key) {
            return internalKey(key, trailer(key));
        }

        @Override
        public String value(Bytes key, Bytes value) {
            return values.of("", value);
        }

        @Override
        public int trailerBytes() {
            return InternalKey.TRAILER_BYTES;
        }
    }

    /** A range-deletion or range-key block. */
    record Keyspans() implements RowText {

        @Override
        public String key(Bytes key) {
            return internalKey(key, trailer(key));
        }

        @Override
        public String value(Bytes key, Bytes value) {
            int kind = Trailer.kindCode(trailer(key));
            boolean suffixed = kind == KeyKind.RANGE_KEY_SET.code() || kind == KeyKind.RANGE_KEY_UNSET.code();
            return suffixed ? "end, suffixes: " + Printable.of(value) : "end: " + Printable.of(value);
        }

        @Override
        public int trailerBytes() {
            return InternalKey.TRAILER_BYTES;
        }
    }

    private static long trailer(Bytes key) {
        return key.length() < InternalKey.TRAILER_BYTES
                ? 0
                : LittleEndian.getLong(key.array(), key.offset() + key.length() - InternalKey.TRAILER_BYTES);
    }

    private static String internalKey(Bytes key, long trailer) {
        return key.length() < InternalKey.TRAILER_BYTES
                ? Printable.of(key) + ", too short"
                : Printable.of(key.slice(0, key.length() - InternalKey.TRAILER_BYTES)) + Printable.ofTrailer(trailer);
    }
}
