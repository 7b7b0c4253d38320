/**
 * Test ground: fixtures, seeds and the data-driven runner. Depends on nothing of ours, so every module's tests may use
 * it.
 */
package dev.grantlake.testbase;
