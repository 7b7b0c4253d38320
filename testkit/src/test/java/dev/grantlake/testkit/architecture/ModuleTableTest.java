package dev.grantlake.testkit.architecture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ModuleTableTest {

    private static final ModuleTable TABLE = ModuleTable.of("""
            # A house

            | module | what lives there | may use |
            |---|---|---|
            | `base` | `bytes` | `zip` |
            | `disk` | files | `base` |
            | `tree` | leaves | `disk`, `paint` |
            | `door` | the way in | `tree` |
            | `trial` | tests | everything but `door` |

            | `cellar` | not part of it | `door` |
            """);

    @Test
    void readsTheRowsOfTheTableOnly() {
        assertThat(TABLE.modules()).containsExactly("base", "disk", "tree", "door", "trial");
    }

    @Test
    void aModuleMayUseItselfItsRowAndWhatThatMayUse() {
        assertThat(TABLE.allows("door", "door")).isTrue();
        assertThat(TABLE.allows("door", "tree")).isTrue();
        assertThat(TABLE.allows("door", "disk")).isTrue();
        assertThat(TABLE.allows("door", "paint")).isTrue();
    }

    @Test
    void everyModuleMayUseBaseAndItsLibraries() {
        assertThat(TABLE.allows("disk", "base")).isTrue();
        assertThat(TABLE.allows("tree", "zip")).isTrue();
    }

    @Test
    void noModuleMayUseWhatStandsAboveIt() {
        assertThat(TABLE.allows("base", "disk")).isFalse();
        assertThat(TABLE.allows("disk", "tree")).isFalse();
        assertThat(TABLE.allows("disk", "paint")).isFalse();
    }

    @Test
    void everythingButMeansThat() {
        assertThat(TABLE.allows("trial", "tree")).isTrue();
        assertThat(TABLE.allows("trial", "paint")).isTrue();
        assertThat(TABLE.allows("trial", "door")).isFalse();
    }

    @Test
    void aDocumentWithoutTheTableIsAnError() {
        assertThatThrownBy(() -> ModuleTable.of("# A house\n")).isInstanceOf(IllegalArgumentException.class);
    }
}
