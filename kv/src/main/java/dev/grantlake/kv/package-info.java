/**
 * The ordered key-value contract: above it the record layer, which knows grants and derives keys; below it the engines,
 * which know neither. {@link dev.grantlake.kv.KeyValueReader} is the reading side, {@link dev.grantlake.kv.Cursor} the
 * way through it; {@link dev.grantlake.kv.KeyValueStore} adds {@link dev.grantlake.kv.WriteBatch batches} and
 * snapshots. What only some stores can do is an interface of its own. {@link dev.grantlake.kv.MemoryKeyValueStore} is
 * the engine without a file.
 */
package dev.grantlake.kv;
