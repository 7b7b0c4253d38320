package dev.grantlake.ops.verify;

import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON text from front to back and builds nothing but what is asked for. It takes some texts for JSON that are
 * none, where that changes no answer. Belongs to one thread.
 */
final class JsonText {

    private static final int MAX_DEPTH = 1000;

    private final String text;
    private int at;

    /** Says that a text is no JSON, or deeper than anybody writes it. */
    static final class FormException extends Exception {

        private static final long serialVersionUID = 1L;

        FormException(int at) {
            super("no JSON at character " + at);
        }
    }

    JsonText(String text) {
        this.text = text;
    }

    /** Whether an object comes next; then it is entered, and {@link #member} names its members. */
    boolean enter() {
        return accept('{');
    }

    /**
     * The name of the next member of the object that was entered, whose value is then to be read or skipped; null
     * behind the last one.
     */
    @Nullable
    String member() throws FormException {
        if (accept('}')) {
            return null;
        }
        accept(',');
        String name = string();
        require(':');
        return name;
    }

    /** The next value as a text; empty, and skipped, if it is none. */
    String text() throws FormException {
        if (peek() == '"') {
            return string();
        }
        skip();
        return "";
    }

    /** Whether the next value is {@code true}. */
    boolean flag() throws FormException {
        boolean flag = peek() == 't';
        skip();
        return flag;
    }

    /** Passes over the next value, whatever it is. */
    void skip() throws FormException {
        int depth = 0;
        do {
            char next = peek();
            if (next == '"') {
                string();
            } else if (next == '{' || next == '[') {
                at++;
                if (++depth > MAX_DEPTH) {
                    throw new FormException(at);
                }
            } else if (next == '}' || next == ']') {
                at++;
                depth--;
            } else if (next == ',' || next == ':') {
                at++;
            } else {
                scalar();
            }
        } while (depth > 0);
        if (depth < 0) {
            throw new FormException(at);
        }
    }

    private void scalar() throws FormException {
        int start = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "+-.".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        if (at == start) {
            throw new FormException(at);
        }
    }

    private String string() throws FormException {
        require('"');
        StringBuilder string = new StringBuilder();
        for (; at < text.length(); at++) {
            char next = text.charAt(at);
            if (next == '"') {
                at++;
                return string.toString();
            }
            string.append(next == '\\' ? escaped() : next);
        }
        throw new FormException(at);
    }

    /** The character that an escape stands for; ends on its last character. */
    private char escaped() throws FormException {
        at++;
        if (at >= text.length()) {
            throw new FormException(at);
        }
        char kind = text.charAt(at);
        return switch (kind) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hexadecimal();
            default -> kind;
        };
    }

    private char hexadecimal() throws FormException {
        int end = at + 1 + 4;
        if (end > text.length()) {
            throw new FormException(at);
        }
        int code = 0;
        for (at++; at < end; at++) {
            int digit = Character.digit(text.charAt(at), 16);
            if (digit < 0) {
                throw new FormException(at);
            }
            code = code << 4 | digit;
        }
        at--;
        return (char) code;
    }

    private boolean accept(char expected) {
        passSpace();
        boolean there = at < text.length() && text.charAt(at) == expected;
        at += there ? 1 : 0;
        return there;
    }

    private void require(char expected) throws FormException {
        if (!accept(expected)) {
            throw new FormException(at);
        }
    }

    private char peek() throws FormException {
        passSpace();
        if (at >= text.length()) {
            throw new FormException(at);
        }
        return text.charAt(at);
    }

    private void passSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }
}
