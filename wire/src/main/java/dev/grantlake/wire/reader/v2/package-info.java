/** The reading half of the store API, in the messages of the connector API. From {@code c1/reader/v2}. */
package dev.grantlake.wire.reader.v2;
