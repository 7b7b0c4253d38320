/** The rules of {@code ARCHITECTURE.md} that compiled classes can be held to. */
package dev.grantlake.testkit.architecture;
