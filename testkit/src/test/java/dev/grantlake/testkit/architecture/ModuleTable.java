package dev.grantlake.testkit.architecture;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of modules as the architecture document has it: which module or library each module may use. A module may
 * also use what the modules in its row may use, {@code base}, and what {@code base} may use.
 */
final class ModuleTable {

    private static final String HEADER = "| module | what lives there | may use |";
    private static final String EVERYTHING = "everything";
    private static final Pattern NAME = Pattern.compile("`([a-z0-9-]+)`");
    private static final String GROUND = "base";

    private final Map<String, Set<String>> direct;

    private ModuleTable(Map<String, Set<String>> direct) {
        this.direct = direct;
    }

    /** Reads the table out of the text of the document. */
    static ModuleTable of(String document) {
        List<String> lines = document.lines().toList();
        int header = lines.indexOf(HEADER);
        if (header < 0) {
            throw new IllegalArgumentException("no table with the head \"" + HEADER + "\"");
        }
        Map<String, String> rows = new LinkedHashMap<>();
        for (String line : lines.subList(header + 2, lines.size())) {
            if (!line.startsWith("|")) {
                break;
            }
            List<String> cells = List.of(line.split("\\|", -1));
            rows.put(names(cells.get(1)).iterator().next(), cells.get(3).strip());
        }
        Map<String, Set<String>> direct = new LinkedHashMap<>();
        rows.forEach((module, mayUse) -> direct.put(module, expand(mayUse, rows)));
        return new ModuleTable(direct);
    }

    private static Set<String> expand(String mayUse, Map<String, String> rows) {
        if (!mayUse.startsWith(EVERYTHING)) {
            return names(mayUse);
        }
        Set<String> all = new LinkedHashSet<>(rows.keySet());
        rows.values().stream().filter(cell -> !cell.startsWith(EVERYTHING)).forEach(cell -> all.addAll(names(cell)));
        all.removeAll(names(mayUse));
        return all;
    }

    private static Set<String> names(String cell) {
        Set<String> names = new LinkedHashSet<>();
        Matcher name = NAME.matcher(cell);
        while (name.find()) {
            names.add(name.group(1));
        }
        return names;
    }

    Set<String> modules() {
        return direct.keySet();
    }

    /** Whether {@code module} may use a module or library of that name. */
    boolean allows(String module, String used) {
        return module.equals(used) || closure(module).contains(used);
    }

    private Set<String> closure(String module) {
        Set<String> reached = new LinkedHashSet<>();
        collect(module, reached);
        if (!module.startsWith("test")) {
            reached.add(GROUND);
            collect(GROUND, reached);
        }
        return reached;
    }

    private void collect(String module, Set<String> reached) {
        for (String used : direct.getOrDefault(module, Set.of())) {
            if (reached.add(used)) {
                collect(used, reached);
            }
        }
    }
}
