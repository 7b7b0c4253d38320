package dev.grantlake.testbase.tidy;

import java.util.List;

/**
 * A text file that somebody wrote.
 *
 * @param path from the project's root, with slashes
 * @param text all of it
 */
record SourceFile(String path, String text) {

    List<String> lines() {
        return List.of(text.split("\n", -1));
    }

    boolean isJava() {
        return path.endsWith(".java");
    }

    boolean isMarkdown() {
        return path.endsWith(".md");
    }

    boolean isGo() {
        return path.endsWith(".go") || path.endsWith("go.mod") || path.endsWith("go.sum");
    }

    /** Main code of a module that others build upon: not the command, not the benchmarks, not the test grounds. */
    boolean isLibrary() {
        return isJava()
                && path.contains("/src/main/java/")
                && !path.startsWith("cli/")
                && !path.startsWith("bench/")
                && !path.startsWith("testbase/")
                && !path.startsWith("testkit/");
    }

    boolean isTest() {
        return isJava() && path.contains("/src/test/java/");
    }

    /** The folder part of the path, without a slash at its end; empty for a file in the root. */
    String folder() {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
