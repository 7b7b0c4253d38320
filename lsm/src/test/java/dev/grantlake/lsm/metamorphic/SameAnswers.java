package dev.grantlake.lsm.metamorphic;

import java.util.List;

/** Compares what two engines have answered to one log. */
final class SameAnswers {

    private static final int SHOWN = 40;

    private SameAnswers() {}

    /** Fails at the first line that was answered otherwise than expected; a question mark fits everything. */
    static void require(List<String> log, List<String> expected, List<String> given) {
        for (int i = 0; i < Math.min(expected.size(), given.size()); i++) {
            String answer = given.get(i);
            if (!answer.equals(expected.get(i)) && !answer.endsWith(" ?")) {
                int line = Integer.parseInt(answer.substring(0, answer.indexOf(' ')));
                List<String> before = log.subList(Math.max(0, line - SHOWN), line);
                throw new AssertionError("expected %s, found %s, after%n%s"
                        .formatted(expected.get(i), answer, String.join("\n", before)));
            }
        }
        if (expected.size() != given.size()) {
            throw new AssertionError(expected.size() + " answers expected, " + given.size() + " given");
        }
    }
}
