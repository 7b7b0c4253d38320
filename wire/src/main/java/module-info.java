/** Protobuf messages of the formats and of the connector API. */
module dev.grantlake.wire {
    requires transitive com.google.protobuf;
    requires static org.jspecify;

    exports dev.grantlake.wire;
    exports dev.grantlake.wire.c1z.v1;
    exports dev.grantlake.wire.c1z.v3;
    exports dev.grantlake.wire.connector.v2;
    exports dev.grantlake.wire.reader.v2;
    exports dev.grantlake.wire.reader.v3;
    exports dev.grantlake.wire.storage.v3;
}
