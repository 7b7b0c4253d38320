package dev.grantlake.ops.verify;

import dev.grantlake.records.row.WireMessage;

/** Tells annotations apart as protobuf does: by what stands behind the last slash of the URL of their type. */
final class AnnotationType {

    private static final int TYPE_URL = 1;

    private AnnotationType() {}

    /** The full name of the type of a stored {@code google.protobuf.Any}. */
    static String of(WireMessage any) {
        String url = any.text(TYPE_URL);
        return url.substring(url.lastIndexOf('/') + 1);
    }
}
