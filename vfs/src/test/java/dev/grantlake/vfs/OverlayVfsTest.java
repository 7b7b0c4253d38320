package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.testing.VfsContract;
import dev.grantlake.vfs.testing.WritableVfsContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(Seeds.class)
class OverlayVfsTest implements VfsContract, WritableVfsContract {

    private static final Bytes OLD = Bytes.utf8("old");
    private static final Bytes NEW = Bytes.utf8("newer");

    @TempDir
    Path folder;

    private final MemoryVfs lower = new MemoryVfs("below");
    private final MemoryVfs upper = new MemoryVfs("above");

    @Override
    public WritableVfs emptyDirectory() throws Exception {
        WritableVfs disk = WritableDiskVfs.open(Files.createTempDirectory(folder, "upper"));
        return new OverlayVfs(new MemoryVfs("below"), disk);
    }

    @Override
    public Vfs directoryOf(Map<String, Bytes> files) {
        return new OverlayVfs(new MemoryVfs("below").putAll(files), new MemoryVfs("above"));
    }

    @Test
    void showsBothAndTheUpperOneFirst() {
        lower.put("a", OLD).put("b", OLD);
        upper.put("b", NEW).put("c", NEW);
        OverlayVfs overlay = new OverlayVfs(lower, upper);
        assertThat(contents(overlay)).isEqualTo(Map.of("a", OLD, "b", NEW, "c", NEW));
        assertThat(overlay.nameIn(lower, "a")).contains("a");
        assertThat(overlay.nameIn(lower, "b")).isEmpty();
    }

    @Test
    void aFileBelowHasAnotherNameWithoutACopy() {
        lower.put("a", OLD);
        OverlayVfs overlay = new OverlayVfs(lower, upper);
        overlay.rename("a", "b");
        overlay.linkOrCopy(overlay, "b", "c");
        assertThat(contents(overlay)).isEqualTo(Map.of("b", OLD, "c", OLD));
        assertThat(overlay.nameIn(lower, "c")).contains("a");
        assertThat(upper.list()).isEmpty();
    }

    /** As a checkpoint does it, whose directory lives as long as that from which it was made. */
    @Test
    void filesOfAnotherOverlayAreLinkedWithoutACopy() {
        lower.put("a", OLD);
        OverlayVfs overlay = new OverlayVfs(lower, new ScratchVfs(folder, "above"));
        write(overlay, "b", NEW);
        ScratchVfs room = new ScratchVfs(folder, "room");
        OverlayVfs copy = new OverlayVfs(new MemoryVfs("nothing"), room);
        copy.linkOrCopy(overlay, "a", "c");
        copy.linkOrCopy(overlay, "b", "d");
        overlay.delete("a");
        overlay.delete("b");
        assertThat(contents(copy)).isEqualTo(Map.of("c", OLD, "d", NEW));
        assertThat(copy.nameIn(lower, "c")).contains("a");
        assertThat(copy.nameIn(lower, "d")).isEmpty();
        assertThat(room.list()).containsExactly("d");
        copy.rename("c", "d");
        assertThat(contents(copy)).isEqualTo(Map.of("d", OLD));
        assertThat(room.list()).isEmpty();
    }

    @Test
    void aFileAboveIsGoneWhenOneBelowTakesItsName() {
        lower.put("a", OLD);
        upper.put("b", NEW);
        OverlayVfs overlay = new OverlayVfs(lower, upper);
        overlay.rename("a", "b");
        assertThat(contents(overlay)).isEqualTo(Map.of("b", OLD));
        assertThat(upper.list()).isEmpty();
    }

    /** Whatever is done, names and contents are those of a plain directory, and nothing below changes. */
    @Test
    void isAPlainDirectoryAndTouchesNothingBelow(Dice dice) {
        for (int round = 0; round < 50; round++) {
            MemoryVfs below = new MemoryVfs("below");
            for (int i = dice.below(5); i > 0; i--) {
                below.put(name(dice), content(dice));
            }
            Map<String, Bytes> before = contents(below);
            MemoryVfs model = new MemoryVfs("model").putAll(before);
            OverlayVfs overlay = new OverlayVfs(below, new MemoryVfs("above"));
            for (int step = 0; step < 40; step++) {
                change(dice, model, overlay);
                assertThat(contents(overlay)).isEqualTo(contents(model));
            }
            assertThat(contents(below)).isEqualTo(before);
        }
    }

    private static void change(Dice dice, MemoryVfs model, OverlayVfs overlay) {
        String from = name(dice);
        String to = name(dice);
        switch (dice.below(4)) {
            case 0 -> {
                if (!model.exists(to)) {
                    Bytes content = content(dice);
                    write(model, to, content);
                    write(overlay, to, content);
                }
            }
            case 1 -> {
                if (model.exists(from)) {
                    model.delete(from);
                    overlay.delete(from);
                }
            }
            case 2 -> {
                if (model.exists(from) && !model.exists(to)) {
                    model.linkOrCopy(model, from, to);
                    overlay.linkOrCopy(overlay, from, to);
                }
            }
            default -> {
                if (model.exists(from)) {
                    model.rename(from, to);
                    overlay.rename(from, to);
                }
            }
        }
    }

    private static void write(WritableVfs directory, String name, Bytes content) {
        try (WritableFile file = directory.createFile(name)) {
            file.write(content);
        }
    }

    private static String name(Dice dice) {
        return String.valueOf((char) ('a' + dice.below(5)));
    }

    private static Bytes content(Dice dice) {
        return Bytes.utf8(String.valueOf(dice.below(1000)));
    }

    private static Map<String, Bytes> contents(Vfs directory) {
        Map<String, Bytes> contents = new TreeMap<>();
        for (String name : directory.list()) {
            try (ReadableFile file = directory.open(name)) {
                contents.put(name, file.read(0, (int) file.size()));
            }
        }
        return contents;
    }
}
