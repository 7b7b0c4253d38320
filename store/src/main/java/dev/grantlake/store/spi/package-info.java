/** What an engine implements to stand behind the public API. Not for applications. */
package dev.grantlake.store.spi;
