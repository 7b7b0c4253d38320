package dev.grantlake.lake.error;

/** Another transaction has committed a change to a key that this one writes or has checked. */
public final class TransactionConflict extends LakeException {

    private static final long serialVersionUID = 1L;

    public TransactionConflict(String message) {
        super(Kind.FAILED_PRECONDITION, message);
    }

    @Override
    public boolean retryable() {
        return true;
    }
}
