package dev.grantlake.cli.load;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Remembers what has been put lately, so that it is not put again with each row. What it has forgotten is put once
 * more, which changes nothing.
 */
final class Recent {

    private static final int MAX_ENTRIES = 200_000;

    private final Set<String> names = Collections.newSetFromMap(new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_ENTRIES;
        }
    });

    /** Notes a name; false if it is known. */
    boolean add(String name) {
        return names.add(name);
    }
}
