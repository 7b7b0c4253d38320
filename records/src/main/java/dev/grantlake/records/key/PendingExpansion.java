package dev.grantlake.records.key;

import dev.grantlake.base.ByteView;
import dev.grantlake.records.row.KeyOrigin;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.wire.storage.v3.GrantRecord;

/** Whether a grant is listed as not expanded yet: its row says so, and that there is something to expand. */
record PendingExpansion(String file) implements RowTest {

    @Override
    public boolean test(ByteView key, ByteView value) {
        WireMessage grant = new WireMessage(value.retain(), new KeyOrigin(file, key.copy()));
        return grant.flag(GrantRecord.NEEDS_EXPANSION_FIELD_NUMBER)
                && grant.message(GrantRecord.EXPANSION_FIELD_NUMBER) != null;
    }
}
