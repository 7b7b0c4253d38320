/**
 * A dataset in memory, the contract of all datasets, and rows made by hand: for the tests of the lake and its adapters.
 */
package dev.grantlake.lake.testing;
