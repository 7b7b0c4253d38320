package dev.grantlake.testkit.verify;

import dev.grantlake.ops.verify.Finding;
import dev.grantlake.ops.verify.FindingCode;
import dev.grantlake.ops.verify.Severity;
import dev.grantlake.ops.verify.Verification;
import dev.grantlake.ops.verify.VerificationOptions;
import dev.grantlake.ops.verify.VerificationResult;
import dev.grantlake.store.OpenOptions;
import dev.grantlake.vfs.Vfs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a verification found, gathered. */
public record Verified(VerificationResult result, List<Finding> findings) {

    private static final long SEED = 42;

    public static Verified file(Path path) {
        List<Finding> findings = new ArrayList<>();
        return new Verified(verification().file(path, findings::add), findings);
    }

    static Verified file(Vfs folder, String name) {
        List<Finding> findings = new ArrayList<>();
        return new Verified(verification().file(folder, name, findings::add), findings);
    }

    static Verified directory(Vfs directory) {
        List<Finding> findings = new ArrayList<>();
        return new Verified(verification().directory(directory, findings::add), findings);
    }

    private static Verification verification() {
        return new Verification(new VerificationOptions(OpenOptions.defaults(), 2, 1000, SEED, layer -> {}));
    }

    /** The distinct codes of a severity. */
    SortedSet<String> codes(Severity severity) {
        SortedSet<String> codes = new TreeSet<>();
        for (FindingCode code : result.counts().keySet()) {
            if (code.severity() == severity) {
                codes.add(code.text());
            }
        }
        return codes;
    }

    /** Whether there is anything to look after that was not there before. */
    boolean complainsBeyond(Verified before) {
        return !result.readable()
                || findings.stream()
                        .filter(finding -> finding.severity() != Severity.NOTE)
                        .anyMatch(finding -> !before.findings().contains(finding));
    }
}
