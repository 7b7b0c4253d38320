/**
 * The framing that manifests and write-ahead logs share: records cut into checksummed chunks, and the rule that tells
 * damage from a torn tail (see {@code docs/formats/pebble-directory.md}, "Log framing").
 */
package dev.grantlake.lsm.record;
