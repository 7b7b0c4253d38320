package dev.grantlake.lsm.manifest;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.PebbleFixtures;
import dev.grantlake.lsm.inspect.DirectoryDump;
import dev.grantlake.lsm.inspect.ManifestDump;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.record.LogBytes;
import dev.grantlake.lsm.record.LogReader;
import dev.grantlake.lsm.record.LogRecord;
import dev.grantlake.lsm.record.LogTail;
import dev.grantlake.lsm.record.Strictness;
import dev.grantlake.lsm.version.SortedRun;
import dev.grantlake.lsm.version.Version;
import dev.grantlake.lsm.version.VersionBuilder;
import dev.grantlake.testbase.DataDriven;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import dev.grantlake.vfs.MemoryVfs;
import dev.grantlake.vfs.ReadableFile;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What version edits say, and which version they lead to. */
@ExtendWith(Seeds.class)
class ManifestReaderTest {

    private static final String NAME = "MANIFEST-000001";

    @TestFactory
    Stream<DynamicTest> scripts() {
        return DataDriven.tests("manifest", file -> ManifestReaderTest::run);
    }

    private static String run(DataDriven.Case test) {
        MemoryVfs directory = directory(EditScript.manifest(test.lines()));
        StringBuilder out = new StringBuilder();
        try {
            if (test.command().equals("dump")) {
                ManifestDump.lines(
                        directory, NAME, 1 << 20, line -> out.append(line).append('\n'));
            } else {
                Version version = replay(directory, test.number("tables", 100)).version();
                DirectoryDump.levels(version).forEach(line -> out.append(line).append('\n'));
                for (SortedRun run : version.runs()) {
                    if (run.level() == 0) {
                        out.append("sublevel ").append(run.sublevel()).append(':');
                        run.tables().forEach(table -> out.append(' ').append(table.number()));
                        out.append('\n');
                    }
                }
                out.append("files ").append(version.files()).append('\n');
                out.append("log ").append(version.counters().logNumber());
                out.append(", next file ").append(version.counters().nextFileNumber());
                out.append(", last sequence ").append(version.counters().lastSequence());
            }
        } catch (StorageException e) {
            out.append(e.kind()).append(' ').append(e.getMessage());
        }
        return out.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "checkpoint_baton, checkpoint_baton, MANIFEST-000001",
        "excise, excise_direct, MANIFEST-000001",
        "excise, excise_final, MANIFEST-000001",
        "excise, excise_wal_pending, MANIFEST-000001",
        "levels, levels, MANIFEST-000172"
    })
    void decodesWhatGoWrote(String tar, String name, String manifest) throws IOException {
        List<String> lines = new ArrayList<>();
        ManifestDump.lines(PebbleFixtures.directory(tar, name), manifest, 1 << 20, lines::add);
        assertThat(lines).isEqualTo(factsOf(name));
    }

    @Test
    void refusesARecordOfMoreEditsThanAnyWriterMakes() {
        byte[] logNumbers = new byte[2 * ((1 << 18) + 1)];
        for (int i = 0; i < logNumbers.length; i++) {
            logNumbers[i] = (byte) (2 - i % 2);
        }
        LogBytes log = new LogBytes();
        log.record(logNumbers);
        assertThatThrownBy(() -> replay(directory(log.toArray()), 100))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.LIMIT_EXCEEDED))
                .hasMessageContaining("more than 262144 edits in one record");
    }

    @Test
    void readsEveryPrefixAsTheVersionOfItsWholeEdits() {
        MemoryVfs directory = PebbleFixtures.directory("excise", "excise_final");
        byte[] whole = directory.content(NAME).toArray();
        List<Long> borders = new ArrayList<>();
        List<List<String>> versions = new ArrayList<>();
        VersionBuilder builder = new VersionBuilder(NAME, 100);
        ManifestReader.read(directory, NAME, 1 << 20, Strictness.STRICT, record -> {
            borders.add(record.where().offset());
            builder.apply(record);
            versions.add(DirectoryDump.levels(builder.build()));
        });
        Mutations.truncations(whole).forEach(mutation -> {
            long length = mutation.bytes().length;
            int records = (int) borders.stream()
                    .filter(border -> border < length && nextBorder(borders, border, whole.length) <= length)
                    .count();
            MemoryVfs cut = directory(mutation.bytes());
            if (records == 0) {
                assertThatThrownBy(() -> replay(cut, 100))
                        .as(mutation.toString())
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("a version edit");
                return;
            }
            VersionBuilder.Replayed replayed = replay(cut, 100);
            assertThat(DirectoryDump.levels(replayed.version()))
                    .as(mutation.toString())
                    .isEqualTo(versions.get(records - 1));
            LogTail tail = replayed.droppedTail();
            boolean atBorder = length == whole.length || borders.contains(length);
            assertThat(tail == null).as("%s: nothing to report", mutation).isEqualTo(atBorder);
            if (tail != null) {
                assertThat(tail.where().offset() + tail.length()).isEqualTo(length);
            }
        });
    }

    @Test
    void neverTakesADamagedManifestForAnother() {
        MemoryVfs directory = PebbleFixtures.directory("excise", "excise_direct");
        byte[] whole = directory.content(NAME).toArray();
        int lastRecord = 241;
        MemoryVfs withoutLast = directory(Arrays.copyOf(whole, lastRecord));
        List<String> expected = DirectoryDump.levels(replay(withoutLast, 100).version());
        Mutations.bitFlips(whole).forEach(mutation -> {
            MemoryVfs damaged = directory(mutation.bytes());
            boolean inLast = Arrays.mismatch(whole, mutation.bytes()) >= lastRecord;
            if (inLast) {
                VersionBuilder.Replayed replayed = replay(damaged, 100);
                assertThat(DirectoryDump.levels(replayed.version()))
                        .as(mutation.toString())
                        .isEqualTo(expected);
                assertThat(replayed.droppedTail()).as(mutation.toString()).isNotNull();
            } else {
                assertThatThrownBy(() -> replay(damaged, 100))
                        .as(mutation.toString())
                        .isInstanceOfSatisfying(
                                StorageException.class,
                                e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT));
            }
        });
    }

    @Test
    void answersAnyEditWithAResultOrATypedError(Dice dice) {
        MemoryVfs directory = PebbleFixtures.directory("levels", "levels");
        List<byte[]> edits = new ArrayList<>();
        try (ReadableFile file = directory.open(NAME)) {
            LogReader log = LogReader.ofManifest(file, 1 << 20);
            for (LogRecord record = log.next(); record != null; record = log.next()) {
                edits.add(record.payload().toArray());
            }
        }
        for (int round = 0; round < Seeds.rounds(500); round++) {
            int damaged = dice.below(edits.size());
            LogBytes log = new LogBytes();
            for (int i = 0; i < edits.size(); i++) {
                byte[] edit = edits.get(i);
                log.record(
                        i == damaged
                                ? Mutations.garblings(edit, 1, dice)
                                        .findFirst()
                                        .orElseThrow()
                                        .bytes()
                                : edit);
            }
            try {
                replay(directory(log.toArray()), 1000);
            } catch (StorageException e) {
                assertThat(e.kind()).isIn(StorageException.Kind.CORRUPT, StorageException.Kind.UNSUPPORTED);
            }
        }
    }

    private static long nextBorder(List<Long> borders, long border, long end) {
        int index = borders.indexOf(border);
        return index + 1 < borders.size() ? borders.get(index + 1) : end;
    }

    private static VersionBuilder.Replayed replay(MemoryVfs directory, int maxTables) {
        return VersionBuilder.replay(directory, NAME, 1 << 20, maxTables, Strictness.DAMAGE_IS_AN_ERROR);
    }

    private static MemoryVfs directory(byte[] manifest) {
        return new MemoryVfs("db").put(NAME, Bytes.wrap(manifest));
    }

    private static final Pattern FACT = Pattern.compile("(.*) ; (.*)");
    private static final Pattern CHUNK = Pattern.compile("@(\\d+) chunk header.*len=(\\d+).*");
    private static final Pattern KEY = Pattern.compile("(smallest|largest) point \"(.*)\"#(\\d+),(\\d+)");

    /** The decoded dump of a fixture, in our words. */
    private static List<String> factsOf(String name) throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder table = new StringBuilder();
        for (String line : Files.readAllLines(Fixtures.path("pebble/expected/" + name + ".manifest.txt"))) {
            Matcher chunk = CHUNK.matcher(line);
            if (chunk.matches()) {
                lines.add("@" + chunk.group(1) + " edit of " + chunk.group(2) + " bytes");
                continue;
            }
            Matcher matcher = FACT.matcher(line);
            if (!matcher.matches()) {
                throw new IllegalStateException(line);
            }
            String fact = matcher.group(2).strip();
            List<Long> numbers = Pattern.compile("\\d+")
                    .matcher(fact)
                    .results()
                    .map(result -> Long.parseLong(result.group()))
                    .toList();
            Matcher key = KEY.matcher(fact);
            if (key.matches()) {
                KeyKind kind = KeyKind.ofCode(Integer.parseInt(key.group(4)));
                table.append(key.group(1).equals("smallest") ? " points [" : ", ");
                table.append(Bytes.utf8(key.group(2)).toHex()).append('#').append(key.group(3));
                table.append(',').append(kind).append(key.group(1).equals("smallest") ? "" : "]");
            } else if (fact.startsWith("tag 1 ")) {
                lines.add("  comparer " + fact.substring(fact.indexOf('"') + 1, fact.length() - 1));
            } else if (fact.contains("(log number)")) {
                lines.add("  log number " + numbers.get(1));
            } else if (fact.contains("(next file number)")) {
                lines.add("  next file number " + numbers.get(1));
            } else if (fact.contains("(last seqnum)")) {
                lines.add("  last sequence " + numbers.get(1));
            } else if (fact.contains("deleted file")) {
                lines.add(String.format("  delete L%d %06d", numbers.get(1), numbers.get(2)));
            } else if (fact.contains("created backing")) {
                lines.add(String.format("  create backing %06d size %d", numbers.get(1), numbers.get(2)));
            } else if (fact.contains("new file")) {
                table.append(String.format("  add L%d %06d size %d", numbers.get(1), numbers.get(2), numbers.get(3)));
            } else if (fact.startsWith("smallest seqnum")) {
                table.append(" sequences ")
                        .append(numbers.get(0))
                        .append(" to ")
                        .append(numbers.get(1));
            } else if (fact.contains("creation time")) {
                table.append(" created ").append(numbers.get(1));
            } else if (fact.contains("virtual")) {
                table.append(String.format(" virtual in %06d", numbers.get(1)));
            } else if (fact.contains("terminate")) {
                lines.add(table.toString());
                table.setLength(0);
            } else {
                throw new IllegalStateException(line);
            }
        }
        return lines;
    }
}
