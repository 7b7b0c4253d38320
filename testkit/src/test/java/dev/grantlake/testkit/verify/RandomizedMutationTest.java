package dev.grantlake.testkit.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.ops.verify.Severity;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Changes random bytes inside of sound files and puts right the hashes around them. With the checksums of blocks and
 * chunks as they were, every change must be reported; with those put right too, every change to what keys, indexes,
 * digests and statistics cover.
 */
@ExtendWith(Seeds.class)
class RandomizedMutationTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "small.v3.c1z",
                "tiny.v3.c1z",
                "post-expansion.v3.c1z",
                "seed-era/seed-small.v3.c1z",
                "seed-era/seed-two-syncs.v3.c1z",
                "legacy-external-id/mid-small.v3.c1z"
            })
    void everyChangeBehindAChecksumIsReported(String file, Dice random) {
        Payload sound = Payload.of(Fixtures.path("c1z/" + file));
        assertThat(Verified.file(sound.pack(), Payload.NAME).codes(Severity.ERROR))
                .isEmpty();
        List<String> names = new ArrayList<>(sound.files().keySet());
        // Options and logs of no bytes have no checksums, and no content either.
        names.removeIf(name -> name.startsWith("OPTIONS") || sound.files().get(name).length == 0);
        // The log of the first releases holds what an older one left behind.
        names.removeIf(name -> file.startsWith("seed-era") && name.endsWith(".log"));
        for (int round = 0; round < Seeds.rounds(25, 75); round++) {
            String name = random.pick(names);
            byte[] changed = sound.files().get(name).clone();
            int at = random.below(changed.length);
            changed[at] ^= (byte) random.between(1, 255);
            Verified verified = Verified.file(sound.with(name, changed).pack(), Payload.NAME);
            assertThat(verified.codes(Severity.ERROR))
                    .as("byte %d of %s, round %d", at, name, round)
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "small.v3.c1z",
                "tiny.v3.c1z",
                "post-expansion.v3.c1z",
                "seed-era/seed-small.v3.c1z",
                "seed-era/seed-two-syncs.v3.c1z",
                "legacy-external-id/mid-small.v3.c1z"
            })
    void everyChangeToWhatIsCoveredIsReported(String file, Dice random) {
        Payload sound = Payload.of(Fixtures.path("c1z/" + file));
        Verified before = Verified.file(sound.pack(), Payload.NAME);
        SortedMap<Bytes, Object> content = Content.covered(sound.directory()).orElseThrow();
        Map<String, TableBlocks> blocks = new HashMap<>();
        sound.files().forEach((name, bytes) -> {
            if (name.endsWith(".sst")) {
                blocks.put(name, new TableBlocks(bytes));
            }
        });
        List<String> names = new ArrayList<>(blocks.keySet());
        int different = 0;
        for (int round = 0; round < Seeds.rounds(50, 150); round++) {
            String name = random.pick(names);
            byte[] changed = sound.files().get(name).clone();
            int at = random.below(changed.length);
            changed[at] ^= (byte) random.between(1, 255);
            if (!blocks.get(name).repair(changed, at)) {
                continue;
            }
            Payload payload = sound.with(name, changed);
            Optional<SortedMap<Bytes, Object>> now = Content.covered(payload.directory());
            if (now.isPresent() && now.get().equals(content)) {
                continue;
            }
            different++;
            Verified verified = Verified.file(payload.pack(), Payload.NAME);
            assertThat(verified.complainsBeyond(before))
                    .as("byte %d of %s, round %d: %s", at, name, round, difference(content, now))
                    .isTrue();
        }
        assertThat(different).isPositive();
    }

    private static String difference(SortedMap<Bytes, Object> sound, Optional<SortedMap<Bytes, Object>> now) {
        if (now.isEmpty()) {
            return "cannot be read";
        }
        TreeMap<Bytes, Object> left = new TreeMap<>(sound);
        left.entrySet().removeAll(now.get().entrySet());
        TreeMap<Bytes, Object> right = new TreeMap<>(now.get());
        right.entrySet().removeAll(sound.entrySet());
        return left + " became " + right;
    }
}
