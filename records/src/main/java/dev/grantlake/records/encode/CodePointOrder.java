package dev.grantlake.records.encode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The order of texts by their UTF-8 bytes, without encoding them. It is the order of code points, and differs from that
 * of strings where a supplementary character, which strings keep as two surrogates, meets U+E000 to U+FFFF.
 */
final class CodePointOrder implements Comparator<String> {

    static final CodePointOrder INSTANCE = new CodePointOrder();

    private static final int BEHIND = Character.MAX_SURROGATE + 1;
    private static final int SURROGATES = BEHIND - Character.MIN_SURROGATE;

    private CodePointOrder() {}

    /** The entries of a map in this order of their keys. */
    static <V> List<Map.Entry<String, V>> sorted(Map<String, V> map) {
        List<Map.Entry<String, V>> entries = new ArrayList<>(map.entrySet());
        entries.sort(Map.Entry.comparingByKey(INSTANCE));
        return entries;
    }

    @Override
    public int compare(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return rank(x) - rank(y);
            }
        }
        return a.length() - b.length();
    }

    /** Surrogates change places with what follows them. */
    private static int rank(char c) {
        if (c >= BEHIND) {
            return c - SURROGATES;
        }
        return c >= Character.MIN_SURROGATE ? c + Character.MAX_VALUE + 1 - BEHIND : c;
    }
}
