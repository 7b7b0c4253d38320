/**
 * Complete verification of a file or of a database directory: {@link dev.grantlake.ops.verify.Verification} goes
 * through container, database and records, and tells what it finds as {@link dev.grantlake.ops.verify.Finding}s. What
 * the codes mean is on the page docs/CHECK.md.
 */
package dev.grantlake.ops.verify;
