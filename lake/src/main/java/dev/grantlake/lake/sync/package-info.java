/** What puts a dataset on disk, whose keeper does not. */
package dev.grantlake.lake.sync;
