/**
 * The way into a file: whatever is put, is refused, fails or is killed, a file holds exactly what it should, or is not
 * there.
 */
@org.jspecify.annotations.NullMarked
package dev.grantlake.testkit.writing;
