package dev.grantlake.lake.dataset;

import java.util.List;

/**
 * What came of a commit.
 *
 * @param version the new version, which the caller closes; its number is one more than the version that was read,
 *     unless somebody else has appended rows meanwhile
 * @param added the new fragments, in the order of the change
 * @param created every file that the commit has made, the data files of the new fragments included
 */
public record Committed(DatasetVersion version, List<Fragment> added, List<CreatedFile> created) {}
