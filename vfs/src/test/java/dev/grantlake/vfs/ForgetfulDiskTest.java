package dev.grantlake.vfs;

import dev.grantlake.base.Bytes;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.testing.ForgetfulDisk;
import dev.grantlake.vfs.testing.VfsContract;
import dev.grantlake.vfs.testing.WritableVfsContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;

/** That it forgets whatever may be forgotten, and nothing else. */
@ExtendWith(Seeds.class)
class ForgetfulDiskTest implements VfsContract, WritableVfsContract {

    private static final int CRASHES = 300;
    private static final Bytes OLD = Bytes.wrap(filled(700, 'o'));
    private static final Bytes NEW = Bytes.wrap(filled(2500, 'n'));

    @Override
    public WritableVfs emptyDirectory() {
        return new ForgetfulDisk().directory("db");
    }

    @Override
    public Vfs directoryOf(Map<String, Bytes> files) {
        WritableVfs vfs = emptyDirectory();
        files.forEach((name, content) -> {
            try (WritableFile file = vfs.createFile(name)) {
                file.write(content);
            }
        });
        return vfs;
    }

    private static byte[] filled(int length, char letter) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) letter);
        return bytes;
    }

    /** Which of its steps a save leaves out. */
    private enum Without {
        NOTHING,
        FORCE_OF_THE_FILE,
        FORCE_OF_THE_DIRECTORY
    }

    /** The protocol of {@link AtomicFile}: a temporary file, forced, renamed, and the folder forced. */
    private static void save(WritableVfs directory, Bytes content, Without omitted) {
        try (WritableFile file = directory.createFile("temporary")) {
            file.write(content.slice(0, content.length() / 2));
            file.write(content.slice(content.length() / 2, content.length() - content.length() / 2));
            if (omitted != Without.FORCE_OF_THE_FILE) {
                file.force();
            }
        }
        directory.rename("temporary", "target");
        if (omitted != Without.FORCE_OF_THE_DIRECTORY) {
            directory.force();
        }
    }

    private static ForgetfulDisk withOld() {
        ForgetfulDisk disk = new ForgetfulDisk();
        save(disk.directory("db"), OLD, Without.NOTHING);
        return disk;
    }

    @Test
    void aSaveThatForcesSurvivesACrashAtAnyPoint(Dice dice) {
        Set<Bytes> found = new TreeSet<>();
        for (int round = 0; round < Seeds.rounds(CRASHES); round++) {
            ForgetfulDisk disk = withOld();
            disk.afterEachChange(() -> {
                ForgetfulDisk left = disk.crash(dice);
                Bytes content = content(left, "target");
                assertThat(content).as(left.toString()).isIn(OLD, NEW);
                found.add(content);
            });
            save(disk.directory("db"), NEW, Without.NOTHING);
            disk.afterEachChange(() -> {});
            assertThat(content(disk.crash(dice), "target")).as(disk.toString()).isEqualTo(NEW);
        }
        assertThat(found).containsExactly(NEW, OLD);
    }

    @Test
    void aSaveThatDoesNotForceTheFileIsFoundOut(Dice dice) {
        assertThat(afterCrashes(dice, Without.FORCE_OF_THE_FILE))
                .contains(NEW, Bytes.EMPTY)
                .hasSizeGreaterThan(5);
    }

    @Test
    void aSaveThatDoesNotForceTheDirectoryIsFoundOut(Dice dice) {
        assertThat(afterCrashes(dice, Without.FORCE_OF_THE_DIRECTORY)).containsExactly(NEW, OLD);
    }

    /** What the target can hold after a save that says it is done. */
    private static Set<Bytes> afterCrashes(Dice dice, Without omitted) {
        ForgetfulDisk disk = withOld();
        save(disk.directory("db"), NEW, omitted);
        Set<Bytes> found = new TreeSet<>();
        for (int i = 0; i < CRASHES; i++) {
            found.add(content(disk.crash(dice), "target"));
        }
        return found;
    }

    /** Sectors of their own letters behind some bytes that were forced: what a crash leaves of it. */
    @Test
    void forgetsBytesInEveryWay(Dice dice) {
        ForgetfulDisk disk = new ForgetfulDisk();
        WritableVfs directory = disk.directory("db");
        try (WritableFile file = directory.createFile("log")) {
            directory.force();
            file.write(Bytes.wrap(filled(100, 'f')));
            file.force();
            for (char letter = 'a'; letter <= 'd'; letter++) {
                file.write(Bytes.wrap(filled(512, letter)));
            }
            Set<String> ways = new TreeSet<>();
            for (int i = 0; i < CRASHES; i++) {
                byte[] left = content(disk.crash(dice), "log").toArray();
                assertThat(Arrays.copyOf(left, 100)).isEqualTo(filled(100, 'f'));
                ways.add(way(left));
            }
            assertThat(ways).contains("nothing", "everything", "torn", "reordered");
        }
    }

    @Test
    void keepsAFileThatWasForcedByItsName(Dice dice) {
        ForgetfulDisk disk = new ForgetfulDisk();
        WritableVfs directory = disk.directory("db");
        for (String name : List.of("forced", "other")) {
            try (WritableFile file = directory.createFile(name)) {
                file.write(NEW);
            }
        }
        directory.force("forced");
        directory.force();
        Set<Bytes> left = new TreeSet<>();
        for (int i = 0; i < CRASHES; i++) {
            ForgetfulDisk after = disk.crash(dice);
            assertThat(content(after, "forced")).isEqualTo(NEW);
            left.add(content(after, "other"));
        }
        assertThat(left).contains(Bytes.EMPTY, NEW);
    }

    private static String way(byte[] left) {
        boolean gap = false;
        boolean afterGap = false;
        for (byte each : left) {
            gap |= each == 0;
            afterGap |= gap && each != 0;
        }
        if (afterGap) {
            return "reordered";
        }
        if (gap) {
            return "zeros";
        }
        return left.length == 100 ? "nothing" : left.length == 100 + 4 * 512 ? "everything" : "torn";
    }

    @Test
    void forgetsNamesInEveryWay(Dice dice) {
        ForgetfulDisk disk = new ForgetfulDisk();
        WritableVfs directory = disk.directory("db");
        for (String name : List.of("a", "b")) {
            directory.createFile(name).close();
        }
        directory.force();
        directory.delete("a");
        directory.rename("b", "c");
        directory.createFile("d").close();
        Set<String> ways = new TreeSet<>();
        for (int i = 0; i < CRASHES; i++) {
            ways.add(String.join("", afterCrash(disk, dice).keySet()));
        }
        assertThat(ways).containsExactly("ab", "abd", "ac", "acd", "b", "bd", "c", "cd");
        directory.force();
        assertThat(afterCrash(disk, dice)).containsOnlyKeys("c", "d");
    }

    @Test
    void roomThatWasReservedMayBeThereAgain(Dice dice) {
        ForgetfulDisk disk = new ForgetfulDisk();
        WritableVfs directory = disk.directory("db");
        try (WritableFile file = directory.createFile("log")) {
            directory.force();
            file.reserve(4096);
            file.force();
            file.write(Bytes.wrap(filled(600, 'x')));
        }
        Set<Integer> lengths = new TreeSet<>();
        for (int i = 0; i < CRASHES; i++) {
            lengths.add(content(disk.crash(dice), "log").length());
        }
        assertThat(lengths).contains(600, 4096);
    }

    @Test
    void directoriesOfOneDiskShareFiles(Dice dice) {
        ForgetfulDisk disk = new ForgetfulDisk();
        WritableVfs source = disk.directory("db");
        WritableVfs target = disk.directory("checkpoint");
        try (WritableFile file = source.createFile("000004.sst")) {
            file.write(NEW);
            file.force();
        }
        target.linkOrCopy(source, "000004.sst", "000004.sst");
        target.force();
        for (int i = 0; i < CRASHES; i++) {
            ForgetfulDisk left = disk.crash(dice);
            assertThat(content(left.directory("checkpoint"), "000004.sst")).isEqualTo(NEW);
        }
    }

    /** Random operations, a crash behind each: what was forced is there, and what is there had been written. */
    @Test
    void keepsWhatWasForced(Dice dice) {
        List<String> names = List.of("a", "b", "c");
        for (int round = 0; round < Seeds.rounds(100); round++) {
            ForgetfulDisk disk = new ForgetfulDisk();
            WritableVfs directory = disk.directory("db");
            Map<String, WritableFile> open = new TreeMap<>();
            // Of files whose names are forced and have not changed since: what is forced of them.
            Map<String, Bytes> certain = new TreeMap<>();
            Map<String, Bytes> forced = new TreeMap<>();
            for (int step = 0; step < 30; step++) {
                String name = dice.pick(names);
                WritableFile file = open.get(name);
                if (file == null) {
                    open.put(name, directory.createFile(name));
                    forced.put(name, Bytes.EMPTY);
                } else {
                    switch (dice.below(5)) {
                        case 0, 1 -> file.write(Bytes.wrap(dice.bytes((int) dice.skewed(3000))));
                        case 2 -> {
                            file.force();
                            Bytes content = content(directory, name).slice(0, (int) file.size());
                            forced.put(name, content);
                            certain.replace(name, content);
                        }
                        case 3 -> file.reserve(dice.skewed(5000));
                        default -> {
                            file.close();
                            open.remove(name);
                            directory.delete(name);
                            forced.remove(name);
                            certain.remove(name);
                        }
                    }
                }
                if (dice.oneIn(4)) {
                    directory.force();
                    certain.putAll(forced);
                }
                ForgetfulDisk left = disk.crash(dice);
                Map<String, Bytes> found = afterCrash(left, dice);
                certain.forEach((key, content) -> {
                    Bytes kept = Objects.requireNonNull(found.get(key), left.toString());
                    assertThat(kept.length()).as(left.toString()).isGreaterThanOrEqualTo(content.length());
                    assertThat(kept.slice(0, content.length()))
                            .as(left.toString())
                            .isEqualTo(content);
                });
                assertThat(afterCrash(left, dice))
                        .as("a second crash loses nothing")
                        .isEqualTo(found);
            }
            open.values().forEach(WritableFile::close);
        }
    }

    @Test
    void forcesNothingWhenItIsToldSo(Dice dice) {
        ForgetfulDisk disk = withOld();
        disk.ignoreForces();
        save(disk.directory("db"), NEW, Without.NOTHING);
        Set<Bytes> found = new TreeSet<>();
        for (int i = 0; i < CRASHES; i++) {
            found.add(content(disk.crash(dice), "target"));
        }
        assertThat(found).contains(OLD, NEW, Bytes.EMPTY);
    }

    @Test
    void theSameDiceGiveTheSameCrashAndTellWhatItDid(Dice dice) {
        ForgetfulDisk disk = withOld();
        save(disk.directory("db"), NEW, Without.FORCE_OF_THE_FILE);
        disk.directory("db").delete("target");
        assertThat(disk.describe()).isEqualTo("db: not forced: delete target\n");
        disk.directory("db").createFile("a").close();
        assertThat(disk.describe())
                .isEqualTo("db/a: #3, 0 bytes, 0 forced\ndb: not forced: delete target\ndb: not forced: create a\n");
        long seed = dice.bits();
        ForgetfulDisk left = disk.crash(new Dice(seed));
        assertThat(disk.crash(new Dice(seed)).toString()).isEqualTo(left.toString());
        assertThat(left.story()).containsPattern("db: (kept|forgot) delete target\ndb: (kept|forgot) create a");
    }

    private static Map<String, Bytes> afterCrash(ForgetfulDisk disk, Dice dice) {
        WritableVfs directory = disk.crash(dice).directory("db");
        Map<String, Bytes> files = new TreeMap<>();
        Consumer<String> read = name -> files.put(name, content(directory, name));
        directory.list().forEach(read);
        return files;
    }

    private static Bytes content(ForgetfulDisk disk, String name) {
        return content(disk.directory("db"), name);
    }

    private static Bytes content(Vfs directory, String name) {
        try (ReadableFile file = directory.open(name)) {
            return file.read(0, (int) file.size());
        }
    }
}
