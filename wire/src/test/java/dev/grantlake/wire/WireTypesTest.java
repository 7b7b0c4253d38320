package dev.grantlake.wire;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Timestamp;
import dev.grantlake.testbase.Fixtures;
import dev.grantlake.wire.c1z.v1.SyncDetails;
import dev.grantlake.wire.connector.v2.GrantImmutable;
import dev.grantlake.wire.connector.v2.GrantSources;
import dev.grantlake.wire.connector.v2.UserTrait;
import dev.grantlake.wire.storage.v3.SyncStatsRecord;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class WireTypesTest {

    private static final Pattern PRINTED_ANY = Pattern.compile("\"@type\":\"([^\"]+)\"(,\"@value_base64\")?");

    @Test
    void findsTheTypeOfAnAny() {
        String url = Any.pack(GrantImmutable.getDefaultInstance()).getTypeUrl();
        assertThat(url).isEqualTo("type.googleapis.com/c1.connector.v2.GrantImmutable");
        assertThat(WireTypes.find(url)).isSameAs(GrantImmutable.getDescriptor());
    }

    @Test
    void ignoresAllUpToTheLastSlash() {
        Descriptor details = SyncDetails.getDescriptor();
        assertThat(WireTypes.find("example.com/some/path/c1.c1z.v1.SyncDetails"))
                .isSameAs(details);
        assertThat(WireTypes.find("/c1.c1z.v1.SyncDetails")).isSameAs(details);
        assertThat(WireTypes.find("c1.c1z.v1.SyncDetails")).isSameAs(details);
    }

    @Test
    void doesNotKnowOthers() {
        assertThat(WireTypes.find("type.googleapis.com/vendor.custom.Thing")).isNull();
        assertThat(WireTypes.find("type.googleapis.com/c1.c1z.v1.SyncDetails/")).isNull();
        assertThat(WireTypes.find("")).isNull();
    }

    @Test
    void knowsNestedTypesAndThoseOfProtobufButNoMapEntries() {
        assertThat(WireTypes.all())
                .contains(
                        UserTrait.Email.getDescriptor(),
                        GrantSources.GrantSource.getDescriptor(),
                        SyncStatsRecord.getDescriptor(),
                        Timestamp.getDescriptor());
        assertThat(WireTypes.find("c1.connector.v2.GrantSources.SourcesEntry")).isNull();
    }

    /** A source file that nobody added to the list would make its annotations unreadable, silently. */
    @Test
    void coversEverySourceFile() throws IOException {
        Path sources = Fixtures.projectRoot().resolve("wire/src/main/protobuf");
        Set<String> present;
        try (Stream<Path> files = Files.walk(sources)) {
            present = files.filter(Files::isRegularFile)
                    .map(file -> sources.relativize(file).toString().replace('\\', '/'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        Set<String> covered = WireTypes.all().stream()
                .map(type -> type.getFile().getFullName())
                .filter(name -> name.startsWith("c1/"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(covered).isNotEmpty().isEqualTo(present);
    }

    @Test
    void knowsWhatGoKnows() throws IOException {
        int seen = 0;
        for (Path dump : Fixtures.list("c1z", ".dump.jsonl")) {
            Matcher any = PRINTED_ANY.matcher(Files.readString(dump));
            while (any.find()) {
                seen++;
                boolean known = WireTypes.find(any.group(1)) != null;
                assertThat(known)
                        .as("%s in %s", any.group(1), dump.getFileName())
                        .isEqualTo(any.group(2) == null);
            }
        }
        assertThat(seen).isPositive();
    }
}
