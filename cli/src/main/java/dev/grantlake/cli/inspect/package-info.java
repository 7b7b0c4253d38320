/**
 * Looks at the format of a file below its records: the envelope and its frames, the manifest, tables, keys and values,
 * digests. One class for each thing to look at; {@link dev.grantlake.cli.inspect.Container} opens what they look into.
 */
package dev.grantlake.cli.inspect;
