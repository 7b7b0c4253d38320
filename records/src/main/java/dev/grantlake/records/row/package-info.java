/**
 * Rows: a key and a value as they lie in the store, and a reader of protobuf values that decodes only what it is asked
 * for.
 */
package dev.grantlake.records.row;
