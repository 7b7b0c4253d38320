package dev.grantlake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Message;
import dev.grantlake.cli.json.CanonicalJson;
import dev.grantlake.cli.json.ProtoJson;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.Store;
import dev.grantlake.store.Sync;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.wire.WireTypes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The exact messages that Go lists with expansions for entitlements and grants of v1 files; slim ones are filled in.
 */
class V1MessagesTest {

    private static final String MARK = ",\"v2\":";

    @ParameterizedTest
    @CsvSource({"tiny.v1,14", "small.v1,1029", "small.v1.slim,1029"})
    void messagesAreThoseOfGo(String name, int count) throws IOException {
        Path file = Fixtures.path("c1z/" + name + ".c1z");
        List<String> ours = new ArrayList<>();
        try (Store store = Grantlake.open(file)) {
            Sync sync = store.latestSync().orElseThrow();
            sync.entitlements().all().forEach(entitlement -> ours.add(json(entitlement.toMessage())));
            sync.grants().all().forEach(grant -> ours.add(json(grant.toExpandableMessage())));
        }

        assertThat(ours).hasSize(count).containsExactlyInAnyOrderElementsOf(expected(file));
    }

    private static List<String> expected(Path file) throws IOException {
        String full = new String(FixtureAnswers.answer(file, ".full.jsonl").orElseThrow(), StandardCharsets.UTF_8);
        return full.lines()
                .map(line -> line.substring(line.indexOf(MARK) + MARK.length(), line.length() - 1))
                .toList();
    }

    private static String json(Message message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator generator = CanonicalJson.compact(out)) {
            new ProtoJson(WireTypes::find).write(message, generator);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
