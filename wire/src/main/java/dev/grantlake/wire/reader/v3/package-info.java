/** Reading grants as they are stored. From {@code c1/reader/v3}. */
package dev.grantlake.wire.reader.v3;
