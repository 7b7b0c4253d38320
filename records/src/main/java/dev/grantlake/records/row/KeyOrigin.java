package dev.grantlake.records.row;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;

/** The place of a key: the file and the key itself, in hexadecimal. */
public record KeyOrigin(String file, Bytes key) implements Origin {

    private static final int SHOWN = 256;

    @Override
    public Location location() {
        String hex = key.length() <= SHOWN ? key.toHex() : key.slice(0, SHOWN).toHex() + "…";
        return Location.of(file, "key " + hex);
    }
}
