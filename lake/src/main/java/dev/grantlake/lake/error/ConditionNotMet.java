package dev.grantlake.lake.error;

/** The present value is not the one that a conditional put or deletion expects. */
public final class ConditionNotMet extends LakeException {

    private static final long serialVersionUID = 1L;

    public ConditionNotMet(String message) {
        super(Kind.FAILED_PRECONDITION, message);
    }
}
