/**
 * JSON as the command prints it: {@link dev.grantlake.cli.json.ProtoJson} shows any message by its descriptor,
 * {@link dev.grantlake.cli.json.CanonicalJson} makes the generators. The text is the one that Go's encoder gives
 * without its HTML escaping, so that two dumps of the same content are equal byte for byte.
 */
package dev.grantlake.cli.json;
