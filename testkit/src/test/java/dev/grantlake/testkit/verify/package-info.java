/** Complete verification against files that are sound, wrong in a known way, or changed at random. */
package dev.grantlake.testkit.verify;
