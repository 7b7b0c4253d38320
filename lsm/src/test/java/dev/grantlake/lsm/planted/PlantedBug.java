package dev.grantlake.lsm.planted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One change to one source file. Its file says in this order: what goes wrong, which proof has to notice, the source
 * below the project's root, the text that stands there once, and what takes its place.
 *
 * @param proof one of {@link Proof}
 */
record PlantedBug(String name, String what, Proof proof, Path source, String sound, String buggy) {

    private static final Pattern FORM = Pattern.compile(
            "(?<what>.+)\nproof (?<proof>\\w+)\nfile (?<file>\\S+)\n---\n(?<sound>.*?)\n---\n(?<buggy>.*?)\n?---\n",
            Pattern.DOTALL);

    static PlantedBug read(Path file) throws IOException {
        Matcher form = FORM.matcher(Files.readString(file));
        assertThat(form.matches()).as("%s has the form of a planted bug", file).isTrue();
        return new PlantedBug(
                file.getFileName().toString(),
                form.group("what"),
                Proof.valueOf(form.group("proof")),
                Path.of(form.group("file")),
                form.group("sound"),
                form.group("buggy"));
    }

    /** The source with the bug; fails if the source has changed so that there is no place for it. */
    String in(String text) {
        int at = text.indexOf(sound);
        assertThat(at).as("%s: the text stands in %s", name, source).isNotNegative();
        assertThat(text.indexOf(sound, at + 1))
                .as("%s: it stands there once", name)
                .isNegative();
        return text.substring(0, at) + buggy + text.substring(at + sound.length());
    }

    @Override
    public String toString() {
        return name + ": " + what;
    }
}
