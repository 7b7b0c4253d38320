package dev.grantlake.lsm.inspect;

import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.sstable.BytesFile;
import org.junit.jupiter.api.Test;

import static dev.grantlake.lsm.sstable.Corruption.assertCorrupt;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class FilterReportTest {

    private static final String FILTERED = "small-v7-bloom.sst";

    @Test
    void countsWhatGoWrote() {
        BytesFile file = BytesFile.views(FILTERED, BytesFile.fixture(FILTERED));
        FilterReport report = requireNonNull(FilterReport.of(file));
        assertThat(report.lines()).isEqualTo(7);
        assertThat(report.probes()).isEqualTo(6);
        assertThat(report.bits()).isEqualTo(7 * 512);
        assertThat(report.bitsSet()).isBetween(1000L, 1800L);
        assertThat(report.coverage(file)).isEqualTo(new FilterReport.Coverage(323, 0, null));
        assertThat(report.text()).hasSize(4).first().isEqualTo("filter block at 8822+453");
        file.close();
    }

    @Test
    void theEstimateIsWhatOtherKeysMeet() {
        BytesFile file = BytesFile.views(FILTERED, BytesFile.fixture(FILTERED));
        FilterReport report = requireNonNull(FilterReport.of(file));
        int passed = 0;
        for (int i = 0; i < 100_000; i++) {
            passed += report.mayContain(Bytes.utf8("other/" + i)) ? 1 : 0;
        }
        assertThat(passed / 100_000.0).isCloseTo(report.falsePositiveRate(), within(0.003));
    }

    @Test
    void aTableWithoutFilterHasNoReport() {
        for (String table : new String[] {"small-v1.sst", "small-v6.sst"}) {
            assertThat(FilterReport.of(BytesFile.views(table, BytesFile.fixture(table))))
                    .as(table)
                    .isNull();
        }
    }

    @Test
    void keysThatAreWronglyRuledOutAreCounted() {
        // The rows of one table under the filter of another: every key but those that pass by chance.
        BytesFile file = BytesFile.views(FILTERED, BytesFile.fixture(FILTERED));
        FilterReport report = requireNonNull(FilterReport.of(file));
        BytesFile other = BytesFile.views("min-v1-noprops.sst", BytesFile.fixture("min-v1-noprops.sst"));
        FilterReport.Coverage coverage = report.coverage(other);
        assertThat(coverage.points()).isEqualTo(200);
        assertThat(coverage.ruledOut()).isGreaterThan(180);
        assertThat(coverage.firstRuledOut()).isNotNull();
    }

    @Test
    void damageIsRefused() {
        byte[] damaged = BytesFile.fixture(FILTERED);
        damaged[8822 + 100] ^= 1;
        assertCorrupt("bits", () -> FilterReport.of(BytesFile.views(FILTERED, damaged)));
        byte[] none = new byte[100];
        assertCorrupt("no table", () -> FilterReport.of(BytesFile.views("none.sst", none)));
    }
}
