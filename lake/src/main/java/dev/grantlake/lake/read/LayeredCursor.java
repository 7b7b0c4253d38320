package dev.grantlake.lake.read;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.lake.memtable.EntryCursor;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Layers as one: each key with what the newest layer that knows it has for it, or not at all if that is a deletion.
 * Holds one entry a layer, whatever the range is. There are few layers, so the next key is found by asking each.
 *
 * <p>Implementation note. All layers stand on or behind the present key in the direction of the walk. A change of
 * direction seeks them anew.
 */
public final class LayeredCursor implements Cursor {

    private final EntryCursor[] layers;
    private @Nullable EntryCursor present;
    private boolean upwards = true;
    private boolean closed;

    /** A cursor over {@code layers}, newest first, which are closed with it. */
    public LayeredCursor(List<EntryCursor> layers) {
        this.layers = layers.toArray(EntryCursor[]::new);
    }

    /** A cursor over {@code older} layers, newest first, with {@code newest} on top. */
    public static LayeredCursor with(EntryCursor newest, List<EntryCursor> older) {
        List<EntryCursor> layers = new ArrayList<>(older.size() + 1);
        layers.add(newest);
        layers.addAll(older);
        return new LayeredCursor(layers);
    }

    @Override
    public boolean first() {
        requireOpen();
        for (EntryCursor layer : layers) {
            layer.first();
        }
        return settle(true);
    }

    @Override
    public boolean last() {
        requireOpen();
        for (EntryCursor layer : layers) {
            layer.last();
        }
        return settle(false);
    }

    @Override
    public boolean seekGe(Bytes key) {
        requireOpen();
        for (EntryCursor layer : layers) {
            layer.seekGe(key);
        }
        return settle(true);
    }

    @Override
    public boolean seekLt(Bytes key) {
        requireOpen();
        for (EntryCursor layer : layers) {
            layer.seekLt(key);
        }
        return settle(false);
    }

    @Override
    public boolean next() {
        requireOpen();
        EntryCursor from = present;
        if (from == null) {
            return false;
        }
        if (!upwards) {
            turn(from.key().copy(), true);
        }
        pass(true);
        return settle(true);
    }

    @Override
    public boolean prev() {
        requireOpen();
        EntryCursor from = present;
        if (from == null) {
            return false;
        }
        if (upwards) {
            turn(from.key().copy(), false);
        }
        pass(false);
        return settle(false);
    }

    /** Brings the layers to the other side of the present key, or onto it. */
    private void turn(Bytes key, boolean up) {
        present = null;
        for (EntryCursor layer : layers) {
            boolean at = layer.seekGe(key);
            boolean same = at && layer.key().compareWith(key) == 0;
            if (!up && !same) {
                layer.seekLt(key);
            }
            if (same && present == null) {
                present = layer;
            }
        }
    }

    /**
     * Moves every layer that stands on the present key off it. The one that shows it moves last: its key is compared.
     */
    private void pass(boolean up) {
        EntryCursor from = present;
        if (from == null) {
            return;
        }
        for (EntryCursor layer : layers) {
            if (layer != from && layer.valid() && layer.key().compareWith(from.key()) == 0) {
                step(layer, up);
            }
        }
        step(from, up);
    }

    private static void step(EntryCursor layer, boolean up) {
        if (up) {
            layer.next();
        } else {
            layer.prev();
        }
    }

    /** Stands on the nearest key whose newest entry is a value. */
    private boolean settle(boolean up) {
        upwards = up;
        nearest(up);
        while (present != null && present.tombstone()) {
            pass(up);
            nearest(up);
        }
        return present != null;
    }

    /** Of layers on the same key, the first is the newest. */
    private void nearest(boolean up) {
        present = null;
        for (EntryCursor layer : layers) {
            if (layer.valid() && (present == null || isNearer(layer, present, up))) {
                present = layer;
            }
        }
    }

    private static boolean isNearer(EntryCursor one, EntryCursor other, boolean up) {
        int order = one.key().compareWith(other.key());
        return up ? order < 0 : order > 0;
    }

    @Override
    public boolean valid() {
        return present != null;
    }

    @Override
    public ByteView key() {
        return shown().key();
    }

    @Override
    public ByteView value() {
        return shown().value();
    }

    private EntryCursor shown() {
        if (present == null) {
            throw new IllegalStateException("the cursor stands on no entry");
        }
        return present;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        present = null;
        for (EntryCursor layer : layers) {
            layer.close();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, "the cursor is closed");
        }
    }
}
