/**
 * For the tests of every {@link dev.grantlake.kv.KeyValueReader}: {@link dev.grantlake.kv.testing.CursorContract} says
 * what all of them keep, {@link dev.grantlake.kv.testing.CursorWalk} holds one of them to a model of what it contains.
 */
@NullMarked
package dev.grantlake.kv.testing;

import org.jspecify.annotations.NullMarked;
