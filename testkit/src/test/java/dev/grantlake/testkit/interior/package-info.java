/** The database inside a container: what Go reads there, key by key. */
package dev.grantlake.testkit.interior;
