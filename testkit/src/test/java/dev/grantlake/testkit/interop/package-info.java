/** Random stores of both worlds, each read and judged by the other; needs the Go peer. */
package dev.grantlake.testkit.interop;
