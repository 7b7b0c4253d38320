package dev.grantlake.ops.verify;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SpawnedCursorsTest {

    @Test
    void findsCursorsAmongAllElse() {
        String token = """
                { "version" : 2, "skipped": [1, -2.5e+3, {"a":[[]]}, null, "}\\"\\u0041"],
                  "actions_map": {
                    "a\\u00e9\\n": {"resource_type_id":"ty\\"pe", "spawned": true, "page_token": "{", "x": {}},
                    "b": {"spawned": false}, "c": {}, "d": null, "e": {"resource_id": 3, "spawned": true}
                  }, "action_order": ["a"] }
                """;
        assertThat(SpawnedCursors.of(token))
                .containsExactly(new SpawnedCursors.Cursor("aé\n", "ty\"pe"), new SpawnedCursors.Cursor("e", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "token",
                "[]",
                "3",
                "{",
                "{\"actions_map\"",
                "{\"actions_map\":",
                "{\"actions_map\":{\"a\":{\"spawned\":true",
                "{\"actions_map\":{\"a\":{\"spawned\":true}}",
                "{\"actions_map\":{\"a\":{\"x\":\"\\u12",
                "{\"actions_map\":{\"a\":{\"x\":\"\\",
                "{\"actions_map\":{\"a\":]",
                "{\"a\":%}",
                "{\"actions_map\":[{\"spawned\":true}]}"
            })
    void whatIsNoCheckpointHasNone(String token) {
        assertThat(SpawnedCursors.of(token)).isEmpty();
    }

    @Test
    void depthIsBounded() {
        assertThat(SpawnedCursors.of("{\"a\":" + "[".repeat(1_000_000))).isEmpty();
    }
}
