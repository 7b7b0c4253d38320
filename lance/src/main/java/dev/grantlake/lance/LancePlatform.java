package dev.grantlake.lance;

import dev.grantlake.base.StorageException;
import dev.grantlake.base.StorageException.Kind;

import java.util.Locale;

/**
 * What a process runs on, as far as native libraries care.
 *
 * @param system as {@code os.name} has it
 * @param architecture as {@code os.arch} has it
 * @param musl whether the C library is musl, as on Alpine
 */
record LancePlatform(String system, String architecture, boolean musl) {

    /** That of this process. */
    static LancePlatform present() {
        return new LancePlatform(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                MappedFiles.ofProcess().any(name -> name.startsWith("ld-musl-")));
    }

    /**
     * Asks for one that the library was built for.
     *
     * @throws StorageException of kind {@code UNSUPPORTED} if it is another one
     */
    void requireSupported() {
        String name = system.toLowerCase(Locale.ROOT);
        boolean arm = architecture.equals("aarch64");
        boolean intel = architecture.equals("amd64") || architecture.equals("x86_64");
        boolean linux = name.equals("linux") && (arm || intel) && !musl;
        boolean mac = name.startsWith("mac") && arm;
        if (!linux && !mac) {
            throw new StorageException(
                    Kind.UNSUPPORTED,
                    "the Lance library is not there for " + this
                            + "; it is for Linux on x86-64 and aarch64 with glibc 2.28 or newer, and for macOS on aarch64");
        }
    }

    @Override
    public String toString() {
        return system + " on " + architecture + (musl ? " with musl" : "");
    }
}
