/** What reading in place costs, in frames and bytes; times are the bench module's business. */
package dev.grantlake.testkit.reading;
