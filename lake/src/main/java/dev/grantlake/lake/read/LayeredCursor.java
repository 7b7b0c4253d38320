package dev.grantlake.lake.read;

import dev.grantlake.base.ByteView;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.kv.Cursor;
import dev.grantlake.lake.memtable.LayerCursor;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Layers as one: each key with what the newest layer that knows it has for it, or not at all if that is a deletion.
 * Holds one entry a layer, whatever the range is. There are few layers, so the next key is found by asking each.
 *
 * <p>Implementation note. All layers stand on or behind the present key in the direction of the walk. A change of
 * direction seeks them anew. A layer that has come to its end is asked no more before that: most walks go through a
 * table with nothing but empty memtables above it, and then a step is a step of the table's cursor.
 */
public final class LayeredCursor implements Cursor {

    private final LayerCursor[] layers;
    /** The first {@link #count} are the layers that stand on an entry, newest first. */
    private final LayerCursor[] standing;

    private int count;
    private @Nullable LayerCursor present;
    private boolean upwards = true;
    private boolean closed;

    /** A cursor over {@code layers}, newest first, which are closed with it. */
    public LayeredCursor(List<LayerCursor> layers) {
        this.layers = layers.toArray(LayerCursor[]::new);
        this.standing = this.layers.clone();
    }

    /** A cursor over {@code older} layers, newest first, with {@code newest} on top. */
    public static LayeredCursor with(LayerCursor newest, List<LayerCursor> older) {
        List<LayerCursor> layers = new ArrayList<>(older.size() + 1);
        layers.add(newest);
        layers.addAll(older);
        return new LayeredCursor(layers);
    }

    @Override
    public boolean first() {
        requireOpen();
        for (LayerCursor layer : layers) {
            layer.first();
        }
        gather();
        return settle(true);
    }

    @Override
    public boolean last() {
        requireOpen();
        for (LayerCursor layer : layers) {
            layer.last();
        }
        gather();
        return settle(false);
    }

    @Override
    public boolean seekGe(Bytes key) {
        requireOpen();
        for (LayerCursor layer : layers) {
            layer.seekGe(key);
        }
        gather();
        return settle(true);
    }

    @Override
    public boolean seekLt(Bytes key) {
        requireOpen();
        for (LayerCursor layer : layers) {
            layer.seekLt(key);
        }
        gather();
        return settle(false);
    }

    @Override
    public boolean next() {
        requireOpen();
        LayerCursor from = present;
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
        LayerCursor from = present;
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
        for (LayerCursor layer : layers) {
            boolean at = layer.seekGe(key);
            boolean same = at && layer.key().compareWith(key) == 0;
            if (!up && !same) {
                layer.seekLt(key);
            }
            if (same && present == null) {
                present = layer;
            }
        }
        gather();
    }

    /**
     * Moves every layer that stands on the present key off it. The one that shows it moves last: its key is compared.
     */
    private void pass(boolean up) {
        LayerCursor from = present;
        if (from == null) {
            return;
        }
        boolean ended = false;
        for (int i = 0; count > 1 && i < count; i++) {
            LayerCursor layer = standing[i];
            if (layer != from && layer.key().compareWith(from.key()) == 0) {
                ended |= !step(layer, up);
            }
        }
        ended |= !step(from, up);
        if (ended) {
            leaveOutEnded();
        }
    }

    private static boolean step(LayerCursor layer, boolean up) {
        return up ? layer.next() : layer.prev();
    }

    private void gather() {
        System.arraycopy(layers, 0, standing, 0, layers.length);
        count = layers.length;
        leaveOutEnded();
    }

    private void leaveOutEnded() {
        int left = 0;
        for (int i = 0; i < count; i++) {
            if (standing[i].valid()) {
                standing[left++] = standing[i];
            }
        }
        count = left;
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
        if (count == 0) {
            present = null;
            return;
        }
        LayerCursor nearest = standing[0];
        for (int i = 1; i < count; i++) {
            if (isNearer(standing[i], nearest, up)) {
                nearest = standing[i];
            }
        }
        present = nearest;
    }

    private static boolean isNearer(LayerCursor one, LayerCursor other, boolean up) {
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

    private LayerCursor shown() {
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
        count = 0;
        for (LayerCursor layer : layers) {
            layer.close();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, "the cursor is closed");
        }
    }
}
