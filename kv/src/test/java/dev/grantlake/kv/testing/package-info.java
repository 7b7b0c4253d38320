/**
 * For the tests of every {@link dev.grantlake.kv.KeyValueReader}: {@link dev.grantlake.kv.testing.CursorContract} says
 * what all of them keep, {@link dev.grantlake.kv.testing.CursorWalk} holds one of them to a model of what it contains.
 * {@link dev.grantlake.kv.testing.StoreContract} and {@link dev.grantlake.kv.testing.StoreWalk} do the same for
 * {@link dev.grantlake.kv.KeyValueStore}.
 */
@NullMarked
package dev.grantlake.kv.testing;

import org.jspecify.annotations.NullMarked;
