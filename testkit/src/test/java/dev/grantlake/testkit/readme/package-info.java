/** Holds the README to what compiles and runs. */
package dev.grantlake.testkit.readme;
