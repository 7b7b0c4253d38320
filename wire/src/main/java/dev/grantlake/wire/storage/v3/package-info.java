/** The records of a v3 file: the values behind its keys. From {@code c1/storage/v3}. */
package dev.grantlake.wire.storage.v3;
