package dev.grantlake.testbase.tidy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a page of documentation promises: its titles and the links it makes, fenced code left out. */
final class Markdown {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)(?:\\s+\"[^\"]*\")?\\)");
    private static final Pattern HEADING = Pattern.compile("(#{1,6}) (.+)");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");

    private final List<String> titles = new ArrayList<>();
    private final List<String> links = new ArrayList<>();
    private final Set<String> anchors = new HashSet<>();

    Markdown(SourceFile page) {
        boolean fenced = false;
        for (String line : page.lines()) {
            if (line.startsWith("```")) {
                fenced = !fenced;
            } else if (!fenced) {
                read(line);
            }
        }
    }

    private void read(String line) {
        Matcher heading = HEADING.matcher(line);
        if (heading.matches()) {
            anchors.add(anchor(heading.group(2)));
            if (heading.group(1).length() == 1) {
                titles.add(heading.group(2));
            }
        }
        Matcher link = LINK.matcher(CODE.matcher(line).replaceAll("`"));
        while (link.find()) {
            if (!link.group(1).matches("[a-z]+:.*")) {
                links.add(link.group(1));
            }
        }
    }

    /** The headings of the first rank. */
    List<String> titles() {
        return titles;
    }

    /** The targets of all links that stay inside the project, as written. */
    List<String> links() {
        return links;
    }

    boolean hasAnchor(String anchor) {
        return anchors.contains(anchor);
    }

    /** The name under which a heading can be linked: lower case, blanks as hyphens, other signs dropped. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_\\- ]", "")
                .replace(' ', '-');
    }
}
