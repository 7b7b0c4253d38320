package dev.grantlake.testkit.hostile;

import com.google.protobuf.MessageLite;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.XxHash64;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.Store;
import dev.grantlake.store.Sync;
import dev.grantlake.store.SyncRun;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * All that a file says, as one number: every record of every sync by every way that leads to it, the counts, and the
 * digests. Two files with the same number hold the same records.
 *
 * <p>The summary is not part of it: what it says is read from the head, of which no reader of records depends.
 */
final class WholeRead {

    private final XxHash64 hash = new XxHash64();

    private WholeRead() {}

    /** The hash of what a file says, or nothing if it is refused, at once or on the way. */
    static OptionalLong of(Path file) {
        return of(file, OpenOptions.defaults());
    }

    /** The same of a file that is shown as its migration would leave it. */
    static OptionalLong ofMigrated(Path file) {
        return of(file, OpenOptions.defaults().withMigrated(true));
    }

    private static OptionalLong of(Path file, OpenOptions options) {
        WholeRead read = new WholeRead();
        try (Store store = Grantlake.open(file, options)) {
            for (SyncRun run : store.syncs()) {
                read.add(run.toString());
                read.add(store.sync(run));
            }
        } catch (StorageException refused) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(read.hash.value());
    }

    private void add(Sync sync) {
        sync.resourceTypes().all().forEach(type -> add(type.toMessage()));
        sync.resources().all().forEach(resource -> {
            add(resource.toMessage());
            add(sync.resources().find(resource.id()).orElseThrow().toMessage());
            sync.grants()
                    .forPrincipal(resource.id())
                    .forEach(grant -> add(grant.key().toString()));
        });
        sync.entitlements().all().forEach(entitlement -> {
            add(entitlement.toMessage());
            add(sync.grantDigests().of(entitlement.key()).toString());
            sync.grants()
                    .forEntitlement(entitlement.key())
                    .forEach(grant -> add(grant.key().toString()));
        });
        sync.grants().all().forEach(grant -> add(grant.toRecord()));
        sync.assets().all().forEach(asset -> {
            add(asset.id());
            add(asset.contentType());
            add(asset.data());
        });
        sync.sessions().all().forEach(entry -> {
            add(entry.key());
            add(entry.value());
        });
        add(sync.grantDigests().whole().toString());
        add(sync.statistics().toString());
        add(sync.recount().toString());
    }

    private void add(MessageLite message) {
        add(Bytes.wrap(message.toByteArray()));
    }

    private void add(String text) {
        add(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** With its length, so that a byte cannot move from one value to the next unseen. */
    private void add(Bytes value) {
        byte[] length = new byte[Integer.BYTES];
        for (int i = 0; i < length.length; i++) {
            length[i] = (byte) (value.length() >>> (Byte.SIZE * i));
        }
        hash.update(length, 0, length.length);
        hash.update(value.array(), value.offset(), value.length());
    }
}
