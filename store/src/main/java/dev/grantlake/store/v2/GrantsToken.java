package dev.grantlake.store.v2;

import dev.grantlake.base.ByteReader;
import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.store.StoreException;

import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Where a list over several entitlements goes on: base64url without padding of
 *
 * <table><caption>layout</caption>
 * <tr><th>size</th><th>field</th></tr>
 * <tr><td>varint</td><td>index of the entitlement in the request</td></tr>
 * <tr><td>varint</td><td>n</td></tr>
 * <tr><td>n</td><td>the page token within that entitlement, as text; empty at its start</td></tr>
 * <tr><td>4</td><td>CRC-32 (IEEE, big-endian) of all entitlement ids in the order of the request, each followed by
 * {@code 00}</td></tr>
 * </table>
 *
 * <p>What follows is ignored. A token whose checksum is another was given for another list of entitlements, and the
 * walk starts again.
 *
 * @param index the entitlement to go on with
 * @param inner the page token within it
 */
record GrantsToken(int index, String inner) {

    private static final GrantsToken START = new GrantsToken(0, "");

    /** The position that a token stands for in a list over these entitlements. */
    static GrantsToken decode(String token, List<String> entitlementIds) {
        if (token.isEmpty()) {
            return START;
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            ByteReader in = new ByteReader(Bytes.wrap(bytes), Location.of("request", "page token"));
            long index = in.readVarint64();
            String inner = in.readLengthPrefixed("the inner token").toUtf8();
            if (in.readIntBe() != checksum(entitlementIds)) {
                return START;
            }
            if (index >= 0 && index < entitlementIds.size()) {
                return new GrantsToken((int) index, inner);
            }
        } catch (IllegalArgumentException | StorageException e) {
            throw StoreException.invalidPageToken(token);
        }
        throw StoreException.invalidPageToken(token);
    }

    /** The token for this position. */
    String encode(List<String> entitlementIds) {
        ByteSink out = new ByteSink()
                .writeVarint(index)
                .writeLengthPrefixed(Bytes.utf8(inner))
                .writeIntBe(checksum(entitlementIds));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toArray());
    }

    private static int checksum(List<String> entitlementIds) {
        CRC32 crc = new CRC32();
        for (String id : entitlementIds) {
            crc.update(Bytes.utf8(id).toArray());
            crc.update(0);
        }
        return (int) crc.getValue();
    }
}
