/**
 * The log of a lake: what transactions have promised to keep and no version of the table holds yet, in segments
 * {@code 00000000000000000001.log}, …. The bytes are described in {@code docs/formats/lake-log.md}.
 */
package dev.grantlake.lake.log;
