/**
 * Keys: the tuple codec, the families of keyspace version 2, identities, and the keys that are derived from a record.
 *
 * <p>{@link dev.grantlake.records.key.Keyspace} is the one place that knows where an answer lies; nothing above it
 * builds or takes apart a key by hand. Layouts follow docs/formats/records.md.
 */
package dev.grantlake.records.key;
