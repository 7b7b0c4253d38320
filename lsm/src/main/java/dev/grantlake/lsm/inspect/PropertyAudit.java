package dev.grantlake.lsm.inspect;

import dev.grantlake.base.Location;
import dev.grantlake.lsm.sstable.Property;
import dev.grantlake.lsm.sstable.TableProperties;

import java.util.function.Consumer;

/** Holds what the writer noted about a table against what was found. */
record PropertyAudit(TableProperties properties, Location where) {

    void compare(TableTally tally, Consumer<Fault> faults) {
        expect(Property.ENTRIES, tally.points() + tally.rangeDeletions(), faults);
        expect(Property.DELETIONS, tally.deletions() + tally.rangeDeletions(), faults);
        expect(Property.RANGE_DELETIONS, tally.rangeDeletions(), faults);
        expect(Property.MERGE_OPERANDS, tally.merges(), faults);
        expect(Property.DATA_BLOCKS, tally.dataBlocks(), faults);
        expect(Property.DATA_SIZE, tally.dataBytes(), faults);
        expect(Property.VALUE_BLOCKS, tally.valueBlocks(), faults);
        expect(Property.VALUES_IN_VALUE_BLOCKS, tally.externalValues(), faults);
        if (tally.rangeDeletions() == 0) {
            // The bounds of range deletions count differently from format to format.
            expect(Property.RAW_KEY_SIZE, tally.keyBytes(), faults);
            expect(Property.RAW_VALUE_SIZE, tally.valueBytes(), faults);
        }
    }

    private void expect(Property property, long found, Consumer<Fault> faults) {
        if (properties.has(property) && properties.number(property) != found) {
            faults.accept(Fault.of(
                    Fault.Kind.PROPERTIES,
                    where,
                    "property " + property + " is " + Long.toUnsignedString(properties.number(property))
                            + ", the content makes " + found));
        }
    }
}
