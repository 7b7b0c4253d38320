package dev.grantlake.lake.directory;

import dev.grantlake.lake.dataset.BinaryColumn;

/**
 * A column of neighbouring rows of a fragment.
 *
 * @param from offset of the first of them
 */
record Window(int from, BinaryColumn strings) {

    boolean contains(int offset) {
        return offset >= from && offset - from < strings.count();
    }

    int to() {
        return from + strings.count();
    }
}
