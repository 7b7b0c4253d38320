package dev.grantlake.testkit.reading;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.ReadMetrics;
import dev.grantlake.kv.KeyRange;
import dev.grantlake.pebble.PebbleFile;
import dev.grantlake.store.EntitlementKey;
import dev.grantlake.store.Grant;
import dev.grantlake.store.Grantlake;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.store.PageRequest;
import dev.grantlake.store.ResourceId;
import dev.grantlake.store.Store;
import dev.grantlake.testbase.Fixtures;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Opening a file and asking who has one entitlement reads the head, the table of contents, the small files and those
 * frames whose key range can hold the answer, and nothing else.
 */
class FirstPageTest {

    private static final EntitlementKey ENTITLEMENT =
            new EntitlementKey(ResourceId.of("group", "g0000"), "group:g0000:member");

    /** The keys that opening looks up: the stamps and markers under {@code 03 ff}, and the sync's own row. */
    private static final List<String> OPENING_KEYS = List.of("03ff", "0306");

    @Test
    void aQuestionToAFileOfFiftyThousandGrantsReadsNoMoreThanCanHoldTheAnswer() {
        Path file = Fixtures.path("c1z/medium.v3.c1z");
        ReadMetrics.Snapshot cost = firstHundredHolders(file);
        assertThat(cost.framesDecoded()).isEqualTo(framesThatCanHoldTheAnswer(file));
        assertThat(cost.fileBytes()).isLessThanOrEqualTo(1_500_000);
        assertThat(cost.spooledBytes()).isZero();
    }

    @Test
    void aQuestionToASmallFileReadsNoMoreThanCanHoldTheAnswer() {
        Path file = Fixtures.projectRoot().resolve("samples/small.c1z");
        ReadMetrics.Snapshot cost = firstHundredHolders(file);
        assertThat(cost.framesDecoded()).isEqualTo(framesThatCanHoldTheAnswer(file));
        assertThat(cost.spooledBytes()).isZero();
    }

    @Test
    void theSummaryDecodesNothing() {
        ReadMetrics metrics = new ReadMetrics();
        Path file = Fixtures.projectRoot().resolve("samples/small.c1z");
        assertThat(Grantlake.summary(file, OpenOptions.defaults().withMetrics(metrics))
                        .syncs())
                .hasSize(1);
        assertThat(metrics.snapshot().framesDecoded()).isZero();
        // The front, and the table of contents, which tells whether the file was cut off.
        assertThat(metrics.snapshot().fileBytes()).isLessThanOrEqualTo(96 << 10);
    }

    private static ReadMetrics.Snapshot firstHundredHolders(Path file) {
        ReadMetrics metrics = new ReadMetrics();
        try (Store store = Grantlake.open(file, OpenOptions.defaults().withMetrics(metrics))) {
            List<Grant> holders = store.latestSync()
                    .orElseThrow()
                    .grants()
                    .forEntitlement(ENTITLEMENT)
                    .page(PageRequest.ofSize(100))
                    .records();
            assertThat(holders)
                    .isNotEmpty()
                    .allMatch(grant -> grant.entitlement().equals(ENTITLEMENT));
        }
        return metrics.snapshot();
    }

    /** The tables whose bounds meet a key that is asked for, and the manifest and options file. */
    private static int framesThatCanHoldTheAnswer(Path path) {
        try (PebbleFile file = PebbleFile.open(path, OpenOptions.defaults())) {
            var database = file.database().orElseThrow();
            Set<String> names = new TreeSet<>();
            for (String prefix : OPENING_KEYS) {
                names.addAll(database.filesIn(KeyRange.prefix(Bytes.ofHex(prefix))));
            }
            Bytes holders =
                    Bytes.ofHex("030400").plus(Bytes.utf8("group\0g0000\0")).plus(Bytes.utf8("1\0member\0"));
            names.addAll(database.filesIn(KeyRange.prefix(holders)));
            return names.size() + 2;
        }
    }
}
