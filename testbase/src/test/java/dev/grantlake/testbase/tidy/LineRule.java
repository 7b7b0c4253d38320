package dev.grantlake.testbase.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Something that no line of certain files may contain.
 *
 * @param name what the rule asks for, in a few words
 * @param files where it holds
 * @param forbidden what is looked for in each line; written so that it does not find itself in this file
 */
record LineRule(String name, Predicate<SourceFile> files, Pattern forbidden) {

    static final List<LineRule> ALL = List.of(
            rule("no tabs", file -> !file.isGo(), "\\t"),
            rule("no blanks at the end of a line", file -> true, "[ \\t\\x0B\\f]+$"),
            rule("no carriage returns", file -> true, "\\r"),
            rule("no byte order marks", file -> true, "\\uFEFF"),
            rule("no console in libraries", SourceFile::isLibrary, "\\bSystem\\s*\\.\\s*(?:out|err|in)\\b"),
            rule("no stack traces on the console", SourceFile::isJava, "\\bprint[S]tackTrace\\b|\\bdump[S]tack\\b"),
            rule("no waiting by the clock", SourceFile::isJava, "\\bThread[.]sleep\\b|\\bTimeUnit[.]\\w+[.]sleep\\b"),
            rule("no star imports", SourceFile::isJava, "^import .*[*];"),
            rule("no code in comments", SourceFile::isJava, "^\\s*//.*[;{]$"),
            rule("open ends name an issue", file -> !file.isMarkdown(), "\\b(?:TO[D]O|FIX[M]E|X[X]X)\\b(?!.*#\\d)"),
            rule("a test switched off says why", SourceFile::isJava, "@[D]isabled\\b(?!\\(\")"),
            rule(
                    "no address of a package registry",
                    file -> !file.isMarkdown(),
                    "<(?:plugin)?[Rr]epository>|https?://(?!maven[.]apache[.]org/(?:POM|xsd))[a-z0-9.-]*"
                            + "(?:maven|golang|npmjs|pypi|debian)"));

    private static LineRule rule(String name, Predicate<SourceFile> files, String forbidden) {
        return new LineRule(name, files, Pattern.compile(forbidden));
    }

    static LineRule named(String name) {
        return ALL.stream().filter(rule -> rule.name.equals(name)).findFirst().orElseThrow();
    }

    boolean forbids(String line) {
        return forbidden.matcher(line).find();
    }

    /** The offending lines as {@code path:line: text}. */
    List<String> findings(SourceTree tree) {
        List<String> findings = new ArrayList<>();
        for (SourceFile file : tree.files(files)) {
            List<String> lines = file.lines();
            for (int i = 0; i < lines.size(); i++) {
                if (forbids(lines.get(i))) {
                    findings.add(
                            file.path() + ":" + (i + 1) + ": " + lines.get(i).strip());
                }
            }
        }
        return findings;
    }

    @Override
    public String toString() {
        return name;
    }
}
