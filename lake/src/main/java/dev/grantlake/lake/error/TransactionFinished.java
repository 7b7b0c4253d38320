package dev.grantlake.lake.error;

/** The transaction has been committed or cancelled. */
public final class TransactionFinished extends LakeException {

    private static final long serialVersionUID = 1L;

    public TransactionFinished(String message) {
        super(Kind.FAILED_PRECONDITION, message);
    }
}
