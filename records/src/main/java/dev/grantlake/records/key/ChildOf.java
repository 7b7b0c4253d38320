package dev.grantlake.records.key;

import dev.grantlake.base.ByteView;
import dev.grantlake.records.row.KeyOrigin;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.store.ResourceId;
import dev.grantlake.wire.storage.v3.ResourceRecord;
import dev.grantlake.wire.storage.v3.ResourceRef;

/**
 * Whether a resource has this parent. Asked of rows to which index entries lead: an entry that its row has outgrown is
 * as good as one without a row.
 */
record ChildOf(String file, ResourceId parent) implements RowTest {

    @Override
    public boolean test(ByteView key, ByteView value) {
        WireMessage resource = new WireMessage(value.retain(), new KeyOrigin(file, key.copy()));
        WireMessage found = resource.message(ResourceRecord.PARENT_FIELD_NUMBER);
        return found != null
                && parent.type().equals(found.text(ResourceRef.RESOURCE_TYPE_ID_FIELD_NUMBER))
                && parent.id().equals(found.text(ResourceRef.RESOURCE_ID_FIELD_NUMBER));
    }
}
