/**
 * Record codecs: lazy views of stored values, the connector messages they become, and the sidecars. Values follow
 * docs/formats/records.md; nothing here builds a key.
 */
package dev.grantlake.records.codec;
