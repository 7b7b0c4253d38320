/**
 * Test ground above all modules but the command: what several of them must do together is written down here, and their
 * dependencies on each other are checked.
 */
@org.jspecify.annotations.NullMarked
package dev.grantlake.testkit;
