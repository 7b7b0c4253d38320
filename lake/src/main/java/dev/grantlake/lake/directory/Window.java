package dev.grantlake.lake.directory;

import dev.grantlake.lake.dataset.BinaryColumn;

/**
 * Values of neighbouring rows of a fragment.
 *
 * @param from offset of the first of them
 */
record Window(int from, BinaryColumn values) {

    boolean contains(int offset) {
        return offset >= from && offset - from < values.count();
    }

    int to() {
        return from + values.count();
    }
}
