package dev.grantlake.testbase.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The project as its authors see it: every text file, without what a build, an editor or version control leaves behind.
 * Test resources are left out too: they hold inputs and expected outputs, which follow the rules of what they imitate.
 */
final class SourceTree {

    private static final Set<String> HIDDEN_BUT_OURS =
            Set.of(".ci", ".mvn", ".gitignore", ".gitattributes", ".editorconfig");
    private static final Set<String> NOT_OURS = Set.of("plugins", "interop/bin");

    private final Path root;
    private final List<SourceFile> files;

    private SourceTree(Path root, List<SourceFile> files) {
        this.root = root;
        this.files = files;
    }

    static SourceTree of(Path root) {
        List<SourceFile> files = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return folder.equals(root) || isOurs(folder)
                            ? FileVisitResult.CONTINUE
                            : FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (attributes.isRegularFile() && isOurs(file)) {
                        byte[] bytes = Files.readAllBytes(file);
                        if (isText(bytes)) {
                            files.add(new SourceFile(relative(file), decode(file, bytes)));
                        }
                    }
                    return FileVisitResult.CONTINUE;
                }

                private boolean isOurs(Path path) {
                    String name = path.getFileName().toString();
                    String relative = relative(path);
                    return (!name.startsWith(".") || HIDDEN_BUT_OURS.contains(name))
                            && !name.equals("target")
                            && !relative.endsWith("src/test/resources")
                            && !NOT_OURS.contains(relative);
                }

                private String relative(Path path) {
                    return root.relativize(path).toString().replace('\\', '/');
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.sort(Comparator.comparing(SourceFile::path));
        return new SourceTree(root, List.copyOf(files));
    }

    List<SourceFile> files() {
        return files;
    }

    List<SourceFile> files(Predicate<SourceFile> filter) {
        return files.stream().filter(filter).toList();
    }

    /** Whether there is such a file or folder, text or not. */
    boolean exists(String path) {
        return Files.exists(root.resolve(path));
    }

    Path root() {
        return root;
    }

    private static boolean isText(byte[] bytes) {
        for (int i = 0; i < Math.min(bytes.length, 8_192); i++) {
            if (bytes[i] == 0) {
                return false;
            }
        }
        return true;
    }

    private static String decode(Path file, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UncheckedIOException("not UTF-8: " + file, e);
        }
    }
}
