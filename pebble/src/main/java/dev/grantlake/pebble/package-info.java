/**
 * The engine {@code pebble}, put together: the records of {@code dev.grantlake.records} on the database of
 * {@code dev.grantlake.lsm} in the payload of a {@code .c1z}. A reader unpacks nothing and writes nothing; a file that
 * is changed is the lower layer of a directory whose upper one takes what is new.
 *
 * <p>{@link dev.grantlake.pebble.PebbleEngine} is what the registry finds; {@link dev.grantlake.pebble.PebbleFile}
 * opens the same layers for tools that look below the records.
 */
package dev.grantlake.pebble;
