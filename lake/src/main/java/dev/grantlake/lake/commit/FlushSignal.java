package dev.grantlake.lake.commit;

/** Tells whoever flushes what commits do. Called by threads that must not wait. */
public interface FlushSignal {

    /** Nobody flushes. */
    FlushSignal NONE = new FlushSignal() {

        @Override
        public void written() {}

        @Override
        public void urgent() {}
    };

    /** Something was written. */
    void written();

    /** A commit waits for room. */
    void urgent();
}
