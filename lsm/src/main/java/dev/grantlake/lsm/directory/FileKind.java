package dev.grantlake.lsm.directory;

/** What a file of a database directory holds, as its name says. */
public enum FileKind {
    /** {@code NNNNNN.sst}: a sorted table. */
    TABLE,
    /** {@code NNNNNN.blob}: values kept apart from their keys. */
    BLOB,
    /** {@code NNNNNN.log} or {@code NNNNNN-SSS.log}: a write-ahead log or a later segment of one. */
    LOG,
    /** {@code MANIFEST-NNNNNN}: the log of version edits. */
    MANIFEST,
    /** {@code OPTIONS-NNNNNN}: the settings of the session that wrote it. */
    OPTIONS,
    /** {@code marker.<name>.<iteration>.<value>}: an empty file whose name is the information. */
    MARKER,
    /** {@code LOCK}: taken by whoever has the directory open. */
    LOCK,
    /** {@code temporary.NNNNNN.dbtmp}, {@code CURRENT.NNNNNN.dbtmp}: what was to become another file. */
    TEMPORARY,
    /** Anything else: ignored when reading. */
    OTHER
}
