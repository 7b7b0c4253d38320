/**
 * The engine {@code pebble}, put together: the records of {@code dev.grantlake.records} on the database of
 * {@code dev.grantlake.lsm} in the payload of a {@code .c1z}. Nothing is unpacked and nothing is written.
 *
 * <p>{@link dev.grantlake.pebble.PebbleEngine} is what the registry finds; {@link dev.grantlake.pebble.PebbleFile}
 * opens the same layers for tools that look below the records.
 */
package dev.grantlake.pebble;
