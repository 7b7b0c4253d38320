package dev.grantlake.ops.verify;

import static dev.grantlake.ops.verify.Layer.CONTAINER;
import static dev.grantlake.ops.verify.Layer.DATABASE;
import static dev.grantlake.ops.verify.Layer.RECORDS;
import static dev.grantlake.ops.verify.Severity.ERROR;
import static dev.grantlake.ops.verify.Severity.NOTE;
import static dev.grantlake.ops.verify.Severity.WARNING;

/**
 * The kinds of findings. The text of a code is an interface for programs and does not change; each is explained on the
 * page docs/CHECK.md.
 */
public enum FindingCode {
    CONTAINER_UNREADABLE("container.unreadable", CONTAINER, ERROR),
    CONTAINER_FRAME("container.frame", CONTAINER, ERROR),
    CONTAINER_SHA256("container.sha256", CONTAINER, ERROR),
    CONTAINER_MANIFEST_HASH("container.manifest-hash", CONTAINER, ERROR),
    CONTAINER_TRAILING("container.trailing", CONTAINER, WARNING),
    CONTAINER_GAP("container.gap", CONTAINER, WARNING),
    CONTAINER_ORDER("container.order", CONTAINER, WARNING),
    CONTAINER_TOTALS("container.totals", CONTAINER, WARNING),
    CONTAINER_UNBOUND("container.unbound", CONTAINER, NOTE),
    MANIFEST_DESCRIPTORS("manifest.descriptors", CONTAINER, WARNING),
    MANIFEST_ID_FORMAT("manifest.id-format", CONTAINER, WARNING),
    MANIFEST_SYNC("manifest.sync", CONTAINER, ERROR),
    MANIFEST_STATISTICS("manifest.statistics", CONTAINER, WARNING),
    MANIFEST_DIGEST("manifest.digest", CONTAINER, ERROR),

    DATABASE_UNREADABLE("database.unreadable", DATABASE, ERROR),
    DATABASE_UNSUPPORTED("database.unsupported", DATABASE, ERROR),
    DATABASE_TAIL("database.tail", DATABASE, WARNING),
    LOG_DAMAGED("log.damaged", DATABASE, ERROR),
    LOG_SKIPPED("log.skipped", DATABASE, WARNING),
    DATABASE_RECYCLED("database.recycled", DATABASE, NOTE),
    DATABASE_EXTRA_FILE("database.extra-file", DATABASE, NOTE),
    DATABASE_PAGES("database.pages", DATABASE, ERROR),
    DATABASE_LEVELS("database.levels", DATABASE, ERROR),
    TABLE_MISSING("table.missing", DATABASE, ERROR),
    TABLE_SIZE("table.size", DATABASE, ERROR),
    TABLE_UNREADABLE("table.unreadable", DATABASE, ERROR),
    TABLE_BLOCK("table.block", DATABASE, ERROR),
    TABLE_VALUE("table.value", DATABASE, ERROR),
    TABLE_ORDER("table.order", DATABASE, ERROR),
    TABLE_BOUNDS("table.bounds", DATABASE, ERROR),
    TABLE_SEQUENCE("table.sequence", DATABASE, ERROR),
    TABLE_FILTER("table.filter", DATABASE, ERROR),
    TABLE_OBSOLETE("table.obsolete", DATABASE, ERROR),
    TABLE_VIRTUAL("table.virtual", DATABASE, WARNING),
    TABLE_PROPERTIES("table.properties", DATABASE, ERROR),
    TABLE_OVERLAP("table.overlap", DATABASE, ERROR),
    TABLE_GAP("table.gap", DATABASE, WARNING),

    RECORDS_LOST("records.lost", RECORDS, ERROR),
    RECORDS_UNREADABLE("records.unreadable", RECORDS, ERROR),
    RECORDS_NOT_CHECKED("records.not-checked", RECORDS, NOTE),
    STAMP_KEYSPACE("stamp.keyspace", RECORDS, ERROR),
    STAMP_ID_FORMAT("stamp.id-format", RECORDS, ERROR),
    MARKER_INDEX_PENDING("marker.index-pending", RECORDS, WARNING),
    MARKER_DIGEST_PENDING("marker.digest-pending", RECORDS, WARNING),
    KEY_UNKNOWN("key.unknown", RECORDS, ERROR),
    KEY_MALFORMED("key.malformed", RECORDS, ERROR),
    RECORD_UNDECODABLE("record.undecodable", RECORDS, ERROR),
    RECORD_MISPLACED("record.misplaced", RECORDS, ERROR),
    RECORD_COLUMNS("record.columns", RECORDS, WARNING),
    RECORD_EXPANSION("record.expansion", RECORDS, WARNING),
    SYNC_MISSING("sync.missing", RECORDS, WARNING),
    SYNC_ID("sync.id", RECORDS, ERROR),
    SYNC_VERIFICATION("sync.verification", RECORDS, ERROR),
    SYNC_CURSOR("sync.cursor", RECORDS, WARNING),
    ENTITLEMENT_EXCLUSION("entitlement.exclusion", RECORDS, WARNING),
    INDEX_MISSING("index.missing", RECORDS, ERROR),
    INDEX_ORPHAN("index.orphan", RECORDS, ERROR),
    INDEX_VALUE("index.value", RECORDS, ERROR),
    DIGEST_MALFORMED("digest.malformed", RECORDS, ERROR),
    DIGEST_MISSING("digest.missing", RECORDS, ERROR),
    DIGEST_MISMATCH("digest.mismatch", RECORDS, ERROR),
    DIGEST_LEFTOVER("digest.leftover", RECORDS, WARNING),
    STATISTICS_STALE("statistics.stale", RECORDS, WARNING),
    STATISTICS_SYNC("statistics.sync", RECORDS, WARNING),
    REFERENCE_RESOURCE_TYPE("reference.resource-type", RECORDS, WARNING),
    REFERENCE_RESOURCE("reference.resource", RECORDS, WARNING),
    REFERENCE_PARENT("reference.parent", RECORDS, WARNING),
    REFERENCE_ENTITLEMENT("reference.entitlement", RECORDS, WARNING),
    REFERENCE_PRINCIPAL("reference.principal", RECORDS, WARNING),
    REFERENCE_EXTERNAL_MATCH("reference.external-match", RECORDS, NOTE);

    private final String text;
    private final Layer layer;
    private final Severity severity;

    FindingCode(String text, Layer layer, Severity severity) {
        this.text = text;
        this.layer = layer;
        this.severity = severity;
    }

    /** The code as it is printed, for example {@code index.missing}. */
    public String text() {
        return text;
    }

    public Layer layer() {
        return layer;
    }

    public Severity severity() {
        return severity;
    }
}
