package dev.grantlake.records.encode;

/**
 * A walk over one JSON document: the caller asks for what it expects, and whatever else is there is a
 * {@link Malformed}. Just enough for the few members that a sync token is asked for; what nobody asks for is checked
 * and passed over. Belongs to one thread.
 */
final class JsonText {

    /** No JSON, or another kind of value than was asked for. */
    static final class Malformed extends Exception {

        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    /** Takes the members of an object; must read the value of each. */
    @FunctionalInterface
    interface Member {
        void read(String name) throws Malformed;
    }

    private static final int MAX_DEPTH = 1_000;

    private final String text;
    private int position;
    private int depth;

    JsonText(String text) {
        this.text = text;
    }

    /** Reads an object, or null as an object without members. */
    void members(Member member) throws Malformed {
        if (isNull()) {
            return;
        }
        expect('{');
        deeper();
        if (!accept('}')) {
            do {
                String name = string();
                expect(':');
                member.read(name);
            } while (accept(','));
            expect('}');
        }
        depth--;
    }

    /** An integer of 64 bits without fraction or exponent; null is 0. */
    long integer() throws Malformed {
        if (isNull()) {
            return 0;
        }
        try {
            return Long.parseLong(number());
        } catch (NumberFormatException e) {
            throw malformed("an integer of 64 bits");
        }
    }

    /** An integer of 64 bits without sign, fraction or exponent; null is 0. */
    long unsigned() throws Malformed {
        if (isNull()) {
            return 0;
        }
        try {
            return Long.parseUnsignedLong(number());
        } catch (NumberFormatException e) {
            throw malformed("an unsigned integer of 64 bits");
        }
    }

    /** A truth value; null is false. */
    boolean flag() throws Malformed {
        if (isNull() || word("false")) {
            return false;
        }
        if (word("true")) {
            return true;
        }
        throw malformed("true or false");
    }

    /** Passes over null, if it comes next. */
    boolean isNull() {
        return word("null");
    }

    /** Passes over any value. */
    void skip() throws Malformed {
        switch (peek()) {
            case '{' -> members(name -> skip());
            case '[' -> skipArray();
            case '"' -> string();
            default -> {
                if (!isNull() && !word("true") && !word("false")) {
                    number();
                }
            }
        }
    }

    /** Makes sure that nothing follows. */
    void end() throws Malformed {
        space();
        if (position < text.length()) {
            throw malformed("the end");
        }
    }

    private void skipArray() throws Malformed {
        expect('[');
        deeper();
        if (!accept(']')) {
            do {
                skip();
            } while (accept(','));
            expect(']');
        }
        depth--;
    }

    private void deeper() throws Malformed {
        if (++depth > MAX_DEPTH) {
            throw malformed("at most " + MAX_DEPTH + " levels");
        }
    }

    private String string() throws Malformed {
        expect('"');
        int start = position;
        while (position < text.length() && plain(text.charAt(position))) {
            position++;
        }
        if (position < text.length() && text.charAt(position) == '"') {
            return text.substring(start, position++);
        }
        StringBuilder unescaped = new StringBuilder().append(text, start, position);
        while (true) {
            char c = next();
            if (c == '"') {
                return wellFormed(unescaped);
            }
            if (c < ' ') {
                throw malformed("a character of a string");
            }
            unescaped.append(c == '\\' ? escaped() : c);
        }
    }

    /** Half of a surrogate pair by itself is no character. */
    private static String wellFormed(StringBuilder text) {
        return text.codePoints()
                .map(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xfffd : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean plain(char c) {
        return c >= ' ' && c != '"' && c != '\\';
    }

    private char escaped() throws Malformed {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unit();
            default -> throw malformed("an escape");
        };
    }

    private char unit() throws Malformed {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw malformed("a hexadecimal digit");
            }
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }

    private String number() throws Malformed {
        space();
        int start = position;
        take('-');
        if (!take('0')) {
            digits();
        }
        if (take('.')) {
            digits();
        }
        if (take('e') || take('E')) {
            if (!take('+')) {
                take('-');
            }
            digits();
        }
        return text.substring(start, position);
    }

    private void digits() throws Malformed {
        int start = position;
        while (position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
            position++;
        }
        if (position == start) {
            throw malformed("a digit");
        }
    }

    private boolean take(char c) {
        boolean here = position < text.length() && text.charAt(position) == c;
        if (here) {
            position++;
        }
        return here;
    }

    private boolean word(String word) {
        space();
        boolean here = text.startsWith(word, position);
        if (here) {
            position += word.length();
        }
        return here;
    }

    private char peek() throws Malformed {
        space();
        if (position == text.length()) {
            throw malformed("a value");
        }
        return text.charAt(position);
    }

    private char next() throws Malformed {
        if (position == text.length()) {
            throw malformed("the end of a string");
        }
        return text.charAt(position++);
    }

    private boolean accept(char c) {
        space();
        return take(c);
    }

    private void expect(char c) throws Malformed {
        if (!accept(c)) {
            throw malformed("'" + c + "'");
        }
    }

    private void space() {
        while (position < text.length() && " \t\n\r".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    private Malformed malformed(String expected) {
        return new Malformed("expected " + expected + " at character " + position);
    }
}
