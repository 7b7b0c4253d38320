package dev.grantlake.store.v2;

import dev.grantlake.base.StorageException;
import dev.grantlake.testbase.Dice;
import dev.grantlake.testbase.Mutations;
import dev.grantlake.testbase.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Base64;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(Seeds.class)
class GrantsTokenTest {

    private static final List<String> IDS = List.of("ent-A", "ent-B");

    @Test
    void hasTheFormOfTheWorkedExample() {
        assertThat(new GrantsToken(1, "17").encode(IDS)).isEqualTo("AQIxN8gRehY");
        assertThat(GrantsToken.decode("AQIxN8gRehY", IDS)).isEqualTo(new GrantsToken(1, "17"));
    }

    @Test
    void noTokenIsTheStart() {
        assertThat(GrantsToken.decode("", IDS)).isEqualTo(new GrantsToken(0, ""));
    }

    @Test
    void aTokenOfAnotherListStartsAgain() {
        String token = new GrantsToken(1, "17").encode(IDS);
        GrantsToken start = new GrantsToken(0, "");
        assertThat(GrantsToken.decode(token, List.of("ent-B", "ent-A"))).isEqualTo(start);
        assertThat(GrantsToken.decode(token, List.of("ent-A"))).isEqualTo(start);
        assertThat(GrantsToken.decode(token, List.of("ent-Ae", "nt-B"))).isEqualTo(start);
    }

    @Test
    void whatFollowsIsIgnored() {
        byte[] bytes = Base64.getUrlDecoder().decode("AQIxN8gRehY");
        byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + 3);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(longer);
        assertThat(GrantsToken.decode(token, IDS)).isEqualTo(new GrantsToken(1, "17"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "AQ", "AQI", "AQIxN8gReg", "AgIxN8gRehY", "_______________", "AX____8P", "A"})
    void whatCannotBeReadIsRefused(String token) {
        assertThatThrownBy(() -> GrantsToken.decode(token, IDS))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.INVALID_ARGUMENT))
                .hasMessageContaining("page token");
    }

    @Test
    void damageGivesAPositionOrARefusal(Dice dice) {
        byte[] bytes = Base64.getUrlDecoder().decode(new GrantsToken(1, "some position").encode(IDS));
        Mutations.garblings(bytes, Seeds.rounds(2_000), dice).forEach(damage -> {
            String token = Base64.getUrlEncoder().withoutPadding().encodeToString(damage.bytes());
            try {
                assertThat(GrantsToken.decode(token, IDS).index())
                        .as("%s", damage)
                        .isBetween(0, 1);
            } catch (StorageException e) {
                assertThat(e.kind()).isEqualTo(StorageException.Kind.INVALID_ARGUMENT);
            }
        });
    }
}
