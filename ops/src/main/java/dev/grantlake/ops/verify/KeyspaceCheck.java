package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.c1z.EnvelopeHead;

import java.util.List;
import java.util.Optional;

/** The check of all records of a file, for one layout of its keys. */
interface KeyspaceCheck {

    /** Checks everything, in as many parts at a time as {@code workers} has threads. */
    void run(Workers workers);

    /**
     * The check for the layout that the stamps in a file name, or nothing if there is none: then that is reported.
     *
     * @param head of the container, if there is one
     * @param samples keys of the file, spread over it, at which work may be divided
     */
    static Optional<KeyspaceCheck> of(RecordScope scope, Optional<EnvelopeHead> head, List<Bytes> samples) {
        return new StampCheck(scope, head).layout().map(layout -> switch (layout) {
            case IDENTITIES -> new KeyspaceV2Check(scope, head, samples);
            case EXTERNAL_IDS, EXTERNAL_IDS_BY_SYNC -> new ExternalIdCheck(scope, layout, head, samples);
        });
    }
}
