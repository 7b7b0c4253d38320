package dev.grantlake.vfs;

import dev.grantlake.vfs.AtomicFile.Existing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A process that saves a file over and over: each time {@value #SIZE} bytes of one value, the next value each time. It
 * prints a letter for every save and goes on until it is ended from outside. Or it stops half-way, and goes on when it
 * reads a {@code c}. Or it counts on in a file that others count in.
 */
final class SavingProcess {

    static final int SIZE = 200_000;

    private static final int PIECE = 10_000;

    private SavingProcess() {}

    /** Starts it by a shell, which runs {@code before} first. */
    static Process start(String before, Path file, String... mode) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", before + "exec \"$0\" \"$@\""));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SavingProcess.class.getName(),
                file.toString()));
        command.addAll(List.of(mode));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path file = Path.of(args[0]);
        switch (args[1]) {
            case "over-and-over" -> {
                for (int value = 1; ; value++) {
                    save(file, (byte) value);
                    say('s');
                }
            }
            case "half" -> {
                AtomicFile half = AtomicFile.create(file, Existing.REPLACE);
                half.write(0, new byte[PIECE], 0, PIECE);
                say('h');
                if (System.in.read() == 'c') {
                    half.commit();
                    half.close();
                } else {
                    // Whoever ends a process closes its input first, and that is not to decide anything.
                    new CountDownLatch(1).await(1, TimeUnit.MINUTES);
                }
            }
            case "once" -> {
                try {
                    save(file, (byte) 1);
                    say('s');
                } catch (dev.grantlake.base.StorageException e) {
                    say(e.kind() == dev.grantlake.base.StorageException.Kind.IO ? 'i' : '?');
                }
            }
            case "count" -> {
                say('h');
                UpdatedFileTest.count(file, Integer.parseInt(args[2]));
            }
            default -> throw new IllegalArgumentException(args[1]);
        }
    }

    static void save(Path file, byte value) {
        byte[] piece = new byte[PIECE];
        Arrays.fill(piece, value);
        try (AtomicFile save = AtomicFile.create(file, Existing.REPLACE)) {
            while (save.size() < SIZE) {
                save.write(save.size(), piece, 0, piece.length);
            }
            save.commit();
        }
    }

    private static void say(char letter) {
        System.out.print(letter);
        System.out.flush();
    }
}
