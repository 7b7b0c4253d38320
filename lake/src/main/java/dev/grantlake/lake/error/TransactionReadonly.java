package dev.grantlake.lake.error;

/** A transaction that was begun for reading only was asked to write or to commit. */
public final class TransactionReadonly extends LakeException {

    private static final long serialVersionUID = 1L;

    public TransactionReadonly(String message) {
        super(Kind.FAILED_PRECONDITION, message);
    }
}
