package dev.grantlake.testkit.writing;

import dev.grantlake.base.Bytes;
import dev.grantlake.store.RecordWriter;
import dev.grantlake.testbase.Dice;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes calls at random to a writer and to its model.
 *
 * @param mostRecords the most records that a call puts; some of them come twice
 */
record Calls(RecordWriter sync, SyncModel model, RandomRecords records, Dice dice, int mostRecords) {

    void random() {
        switch (dice.below(15)) {
            case 0 -> put(records::resourceType, model::put, sync::putResourceTypes);
            case 1 -> put(records::resourceTypeRecord, model::put, sync::putResourceTypeRecords);
            case 2, 3 -> put(records::resource, model::put, sync::putResources);
            case 4 -> put(records::resourceRecord, model::put, sync::putResourceRecords);
            case 5 -> put(records::entitlement, model::put, sync::putEntitlements);
            case 6 -> put(records::entitlementRecord, model::put, sync::putEntitlementRecords);
            case 7 -> put(records::assetRecord, model::put, sync::putAssetRecords);
            case 8 -> {
                Bytes value = Bytes.wrap(dice.bytes(dice.below(100)));
                String id = records.anyId();
                sync.putSession(id, value);
                model.sessions.put(id, value);
                sync.putAsset(id, "text/plain", value);
                model.putAsset(id, "text/plain", value);
            }
            case 9 -> {
                var grant = records.grant();
                sync.put(grant);
                model.put(grant);
            }
            case 10, 11 -> put(records::grantRecord, model::put, sync::putGrantRecords);
            default -> put(records::grant, model::put, sync::putGrants);
        }
    }

    private <T> void put(Supplier<T> source, Consumer<T> expected, Consumer<List<T>> call) {
        List<T> some = new ArrayList<>();
        for (int left = dice.below(mostRecords + 1); left > 0; left--) {
            T record = source.get();
            some.add(record);
            if (dice.oneIn(8)) {
                some.add(dice.pick(some));
            }
        }
        call.accept(some);
        some.forEach(expected);
    }
}
