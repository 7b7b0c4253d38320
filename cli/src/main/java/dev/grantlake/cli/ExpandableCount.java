package dev.grantlake.cli;

import dev.grantlake.cli.command.Console;
import dev.grantlake.store.Grant;

import java.io.IOException;

/**
 * Counts the expandable grants in an answer, and says what they mean for it: answers come from stored grants, so
 * membership by way of groups counts as far as somebody has expanded it into grants.
 */
final class ExpandableCount {

    private long expandable;

    void see(Grant grant) {
        if (grant.expansion().isPresent()) {
            expandable++;
        }
    }

    void remark(Console console) throws IOException {
        if (expandable > 0) {
            console.remark("note: " + expandable + (expandable == 1 ? " grant" : " grants")
                    + " in this answer can be expanded; members of nested groups count only as far as the file was"
                    + " expanded");
        }
    }
}
