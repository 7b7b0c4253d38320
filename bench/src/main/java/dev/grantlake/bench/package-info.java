/** JMH benchmarks: the numbers behind what the documents claim. */
package dev.grantlake.bench;
