/**
 * Test ground: {@link dev.grantlake.testbase.Fixtures} that Go wrote, {@link dev.grantlake.testbase.Seeds} and
 * {@link dev.grantlake.testbase.Dice} for randomized tests that can be repeated,
 * {@link dev.grantlake.testbase.DataDriven} files of commands and expected output,
 * {@link dev.grantlake.testbase.Mutations} for readers of untrusted bytes, {@link dev.grantlake.testbase.Allocation} to
 * show that they stay cheap. Depends on nothing of ours, so every module's tests may use it.
 */
@NullMarked
package dev.grantlake.testbase;

import org.jspecify.annotations.NullMarked;
