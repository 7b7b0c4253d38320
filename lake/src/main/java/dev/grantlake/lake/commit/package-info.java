/**
 * How transactions become part of a lake: one {@link dev.grantlake.lake.commit.CommitPipeline pipeline} that gives them
 * their sequence numbers, logs them in groups and shows them to readers, who each hold one
 * {@link dev.grantlake.lake.commit.ReadState} and see in it what was committed up to a number.
 */
package dev.grantlake.lake.commit;
