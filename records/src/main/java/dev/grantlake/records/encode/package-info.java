/**
 * The writing half of the record codecs: messages in, rows of keyspace version 2 out, byte for byte what the Go SDK
 * writes. {@link dev.grantlake.records.encode.RecordEncoder} makes whole rows,
 * {@link dev.grantlake.records.encode.GrantEncoder} takes grants apart and puts their values together again, for
 * writers that sort millions of them in between. Layouts follow docs/formats/records.md.
 */
package dev.grantlake.records.encode;
