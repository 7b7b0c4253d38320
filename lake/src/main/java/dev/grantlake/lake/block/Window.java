package dev.grantlake.lake.block;

import dev.grantlake.base.ByteView;
import dev.grantlake.lake.dataset.BinaryColumn;
import dev.grantlake.lake.dataset.BinaryColumnBuilder;

/**
 * A column of neighbouring rows of a fragment.
 *
 * @param from offset of the first of them
 */
public record Window(int from, BinaryColumn strings) {

    boolean contains(int offset) {
        return offset >= from && offset - from < strings.count();
    }

    /** Some of the rows, which are all in this. */
    Window part(int first, int count) {
        BinaryColumnBuilder part = new BinaryColumnBuilder();
        ByteView string = new ByteView();
        for (int offset = first; offset < first + count; offset++) {
            strings.show(offset - from, string);
            part.add(string.array(), string.offset(), string.length());
        }
        return new Window(first, part.build());
    }

    public int to() {
        return from + strings.count();
    }
}
