package dev.grantlake.lsm.sstable;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.key.RangeDeletion;
import dev.grantlake.lsm.key.Trailer;

import java.util.ArrayList;
import java.util.List;

/**
 * Builds row tables (Pebblev4) from words:
 *
 * <pre>
 * a#5,SET            a point, whose value is "v"
 * a#5,SET,obsolete   one that is marked as obsolete
 * [a,c)#9            a range deletion
 * |                  begins another block
 * note=00            the property obsolete-key, whose first byte is the number of the note in index entries: there each
 *                    says under number 0 that all below is obsolete
 * </pre>
 */
public final class TableScript {

    private static final RowTableAssembler.Shape SHAPE = new RowTableAssembler.Shape(4, 16, 1, true, false, 0, 0);

    private TableScript() {}

    public static Bytes table(String script) {
        RowTableAssembler table = new RowTableAssembler(SHAPE);
        List<RowTableAssembler.Point> block = new ArrayList<>();
        List<RangeDeletion> deletions = new ArrayList<>();
        for (String word : (script + " |").strip().split(" +", -1)) {
            if (word.equals("|")) {
                if (!block.isEmpty()) {
                    table.block(block, block.get(block.size() - 1).userKey());
                    block = new ArrayList<>();
                }
            } else if (word.startsWith("note=")) {
                table.property("obsolete-key", Bytes.ofHex(word.substring("note=".length())));
            } else if (word.startsWith("[")) {
                String[] parts = word.substring(1).split("[,)#]+", -1);
                deletions.add(new RangeDeletion(Bytes.utf8(parts[0]), Bytes.utf8(parts[1]), Long.parseLong(parts[2])));
            } else {
                String[] parts = word.split("[#,]", -1);
                block.add(new RowTableAssembler.Point(
                        Bytes.utf8(parts[0]),
                        Trailer.of(Long.parseLong(parts[1]), KeyKind.valueOf(parts[2])),
                        Bytes.utf8("v"),
                        false,
                        parts.length > 3));
            }
        }
        if (!deletions.isEmpty()) {
            table.rangeDeletions(deletions);
        }
        return Bytes.wrap(table.assemble());
    }
}
