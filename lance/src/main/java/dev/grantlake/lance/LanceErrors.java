package dev.grantlake.lance;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;
import dev.grantlake.lake.dataset.DatasetConflict;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the library throws, in our words. It has no types for it, so the text decides, here and nowhere else. */
final class LanceErrors {

    /** The second for changes, such as a restore, after which no other can be rebased: it can be made anew. */
    private static final String[] CONFLICT = {"Retryable commit conflict", "Incompatible transaction"};

    private static final String[] MISSING = {"Not found", "was not found", "does not exist", "No such file"};

    /** An error that came through Arrow's bridge. */
    private static final Pattern WRAPPED =
            Pattern.compile("(?:\\[errno \\d+] )?CDataJniException\\{errno=\\d+, message=(.*)}", Pattern.DOTALL);

    /** A place in the library's sources, which tells its users nothing. The cause still has it. */
    private static final Pattern PLACE = Pattern.compile(",? ?/[^\\s,:]+\\.rs:\\d+:\\d+");

    /** What may throw anything. */
    interface Call<T> {
        T run() throws Exception;
    }

    private LanceErrors() {}

    /** Does what {@code call} does, and says {@code operation} of whatever it throws. */
    static <T> T translated(String uri, String operation, Call<T> call) {
        try {
            return call.run();
        } catch (StorageException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Kind.IO, Location.of(uri, "dataset"), operation + ": interrupted", e);
        } catch (Exception e) {
            throw translate(uri, operation, e);
        }
    }

    private static StorageException translate(String uri, String operation, Exception e) {
        String text = plain(String.valueOf(e.getMessage()));
        if (containsAny(text, CONFLICT)) {
            return new DatasetConflict(uri + ": " + operation + ": " + text, e);
        }
        Kind kind = containsAny(text, MISSING) ? Kind.NOT_FOUND : text.contains("is closed") ? Kind.CLOSED : Kind.IO;
        return new StorageException(kind, Location.of(uri, "dataset"), operation + ": " + text, e);
    }

    private static String plain(String text) {
        Matcher wrapped = WRAPPED.matcher(text);
        return PLACE.matcher(wrapped.matches() ? wrapped.group(1) : text)
                .replaceAll("")
                .strip();
    }

    private static boolean containsAny(String text, String[] signs) {
        for (String sign : signs) {
            if (text.contains(sign)) {
                return true;
            }
        }
        return false;
    }
}
