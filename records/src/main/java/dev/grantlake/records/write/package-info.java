/** Changes rows one call at a time: what is put, what is deleted, and what either means for indexes and digests. */
package dev.grantlake.records.write;
