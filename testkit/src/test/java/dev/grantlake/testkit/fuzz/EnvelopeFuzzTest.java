package dev.grantlake.testkit.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grantlake.c1z.C1z;
import dev.grantlake.c1z.C1zFile;
import dev.grantlake.c1z.C1zKind;
import dev.grantlake.c1z.PayloadFile;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any bytes as a container, once as they are and once with the hashes of manifest and frame index put right: it is
 * refused, or each of its files is refused or reads in its full length. Whatever opens is a v3 file by its first bytes
 * and has the head that can be read without opening it.
 */
final class EnvelopeFuzzTest {

    @FuzzTest
    void readsOrRefuses(byte[] file) {
        read(file);
        read(Container.withRightHashes(file));
    }

    private static void read(byte[] file) {
        HostileRead.of(file.length, () -> C1z.sniff(Container.directory(file), Container.NAME));
        HostileRead.of(file.length, () -> C1z.readHead(Container.directory(file), Container.NAME));
        HostileRead.of(file.length, () -> {
            try (C1zFile container = Container.open(file)) {
                assertThat(C1z.sniff(Container.directory(file), Container.NAME)).isEqualTo(C1zKind.V3);
                assertThat(C1z.readHead(Container.directory(file), Container.NAME))
                        .isEqualTo(container.head());
                assertThat(container.payloadEnd()).isLessThanOrEqualTo(file.length);
                assertThat(container.payload().list()).hasSameSizeAs(container.files());
                Map<String, byte[]> contents = Container.contents(container);
                for (PayloadFile entry : container.files()) {
                    assertThat(contents.get(entry.name())).as(entry.name()).hasSize((int) entry.size());
                }
                return contents;
            }
        });
    }
}
