package dev.grantlake.cli;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Zstd;
import dev.grantlake.cli.command.Console;
import dev.grantlake.cli.command.ExitCode;
import dev.grantlake.cli.load.Recording;
import dev.grantlake.cli.load.RecordingEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

import static org.assertj.core.api.Assertions.assertThat;

/** The command around the loads, with an engine that only remembers. */
class ImportCommandTest {

    private static final String TABLE = "user,permission,app\nalice,admin,github\nbob,read,github\n";

    @TempDir
    Path folder;

    @Test
    void saysWhatWasWritten() throws IOException {
        Path table = Files.writeString(folder.resolve("access.csv"), TABLE);
        CommandLine.Result result = run(table, "out.c1z");
        assertThat(result.code()).isEqualTo(ExitCode.OK);
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .matches(
                        "wrote out.c1z: 2 resource types, 3 resources, 2 entitlements, 2 grants; 4711 bytes in \\d+[.]\\d s\n");
        Recording found = RecordingEngine.take(Path.of("out.c1z"));
        assertThat(found.end).isEqualTo("finished");
        assertThat(found.options.replace()).isFalse();
        assertThat(run(table, "out.c1z", "--output", "json", "--force").out())
                .matches(
                        "\\{\"assets\":0,\"bytes\":4711,\"elapsed_ms\":\\d+,\"entitlements\":2,\"file\":\"out.c1z\",\"finished\":true,"
                                + "\"grants\":2,\"resource_types\":2,\"resources\":3,\"sync_id\":\"new\"}\n");
        assertThat(RecordingEngine.take(Path.of("out.c1z")).options.replace()).isTrue();
        assertThat(run(table, "out.c1z", "--output", "csv")
                        .out()
                        .lines()
                        .skip(1)
                        .toList()
                        .get(0))
                .matches("out.c1z,new,true,2,3,2,2,0,4711,\\d+");
    }

    @Test
    void givesUpWhatCannotBeLoaded() throws IOException {
        Path table = Files.writeString(folder.resolve("access.csv"), TABLE + "eve,,github\n");
        CommandLine.Result result = run(table, "broken.c1z");
        assertThat(result.code()).isEqualTo(ExitCode.UNREADABLE);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .isEqualTo("grantlake import: " + table
                        + ": row 4: expected entitlement in every row, found an empty cell\n");
        assertThat(RecordingEngine.take(Path.of("broken.c1z")).end).isEqualTo("given up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "gzip", "zstd", "zstd in two frames"})
    void readsFilesAndStdinPackedOrNot(String packing) throws IOException {
        byte[] input = packed(TABLE.getBytes(StandardCharsets.UTF_8), packing);
        Path file = Files.write(folder.resolve("access"), input);
        assertThat(run(file, "packed.c1z").err()).isEmpty();
        assertThat(RecordingEngine.take(Path.of("packed.c1z")).grants).hasSize(2);
        assertThat(importStdin(input).code()).isEqualTo(ExitCode.OK);
        assertThat(RecordingEngine.take(Path.of("stdin.c1z")).grants).hasSize(2);
    }

    @Test
    void namesStdinWhereItIsDamaged() {
        byte[] zstd = packed(TABLE.getBytes(StandardCharsets.UTF_8), "zstd");
        CommandLine.Result result = importStdin(Arrays.copyOf(zstd, zstd.length - 5));
        assertThat(result.code()).isEqualTo(ExitCode.UNREADABLE);
        assertThat(result.err())
                .isEqualTo(
                        "grantlake import: stdin: zstd: expected the rest of a zstd frame, found the end of the input\n");
    }

    private static byte[] packed(byte[] plain, String packing) {
        return switch (packing) {
            case "plain" -> plain;
            case "gzip" -> gzip(plain);
            case "zstd" -> Zstd.compress(Bytes.wrap(plain), 3);
            default -> {
                int half = plain.length / 2;
                yield Bytes.wrap(Zstd.compress(Bytes.wrap(plain, 0, half), 3))
                        .plus(Bytes.wrap(Zstd.compress(Bytes.wrap(plain, half, plain.length - half), 3)))
                        .toArray();
            }
        };
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static CommandLine.Result importStdin(byte[] input) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(input),
                out,
                err,
                false,
                () -> Instant.EPOCH,
                Optional.of(ZoneOffset.UTC),
                Map.of());
        ExitCode code = Main.run(List.of("import", "-", "stdin.c1z", "--engine", RecordingEngine.NAME), console);
        return new CommandLine.Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void savesAnUnfinishedSyncAndNotesWhatDiffers() throws IOException {
        Path dump = Files.writeString(folder.resolve("dump.jsonl"), """
                {"ended":false,"ended_at":null,"id":"a","kind":"sync_run","linked_sync_id":"","parent_sync_id":"",\
                "s":1,"started_at":null,"supports_diff":true,"sync_token":"step 3","type":"full"}
                {"kind":"stats","s":1,"stats":{"grants":"7","resource_types":"1"}}
                {"annotations":[],"data":{"id":"user"},"kind":"resource_type","s":1}
                """);
        CommandLine.Result result = run(dump, "unfinished.c1z");
        assertThat(result.out()).endsWith("s; the sync is unfinished\n");
        assertThat(result.err()).isEqualTo("note: line 2 states 7 grants where 0 were written\n");
        Recording found = RecordingEngine.take(Path.of("unfinished.c1z"));
        assertThat(found.end).isEqualTo("saved");
        assertThat(found.token).isEqualTo("step 3");
        assertThat(found.sync.supportsDiff()).isTrue();
        assertThat(found.sync.id()).isEmpty();
    }

    @Test
    void copiesWhatIsStored() {
        CommandLine.Result result = CommandLine.run(
                "copy",
                CommandLine.samples() + "/tiny.c1z",
                "copy.c1z",
                "--engine",
                RecordingEngine.NAME,
                "--without-digests");
        assertThat(result.err()).isEmpty();
        Recording found = RecordingEngine.take(Path.of("copy.c1z"));
        assertThat(found.types).hasSize(6);
        assertThat(found.resources).hasSize(9);
        assertThat(found.entitlements).hasSize(5);
        assertThat(found.grants).hasSize(9).allMatch(grant -> grant.hasDiscoveredAt());
        assertThat(found.assets).hasSize(3);
        assertThat(found.sessions).hasSize(7);
        assertThat(found.sync.id()).contains("3MM88LxNeTt6x50hdLsv4ypyutK");
        assertThat(found.sync.verification()).isPresent();
        assertThat(found.token).isEqualTo("{\"step\":\"done\",\"n\":1}");
        assertThat(found.options.digests()).isFalse();
    }

    @Test
    void aSeedDecidesEverything() {
        Recording[] found = new Recording[2];
        for (int i = 0; i < 2; i++) {
            CommandLine.Result result = CommandLine.run(
                    "generate", "seeded.c1z", "--grants", "200", "--seed", "7", "--engine", RecordingEngine.NAME);
            assertThat(result.err()).isEmpty();
            found[i] = RecordingEngine.take(Path.of("seeded.c1z"));
        }
        assertThat(found[0].grantMessages).hasSize(200).isEqualTo(found[1].grantMessages);
        assertThat(found[0].resourceMessages).isEqualTo(found[1].resourceMessages);
        assertThat(found[0].options.clock().instant())
                .isEqualTo(found[1].options.clock().instant())
                .isBetween(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"));
        assertThat(found[0].options.random().nextLong())
                .isEqualTo(found[1].options.random().nextLong());
    }

    private static CommandLine.Result run(Path in, String out, String... options) {
        List<String> words =
                new java.util.ArrayList<>(List.of("import", in.toString(), out, "--engine", RecordingEngine.NAME));
        words.addAll(List.of(options));
        return CommandLine.run(words.toArray(String[]::new));
    }
}
