/**
 * A columnar dataset in versions as the lake sees it, whoever keeps it: what {@link dev.grantlake.lake.dataset.Dataset
 * versions} there are, which fragments a {@link dev.grantlake.lake.dataset.DatasetVersion version} has and what is in
 * them, and one way to {@link dev.grantlake.lake.dataset.Change change} it. Nothing here puts anything on disk: what is
 * to last is forced by whoever asked for it, in the {@link dev.grantlake.lake.dataset.DatasetFolders folders}.
 */
package dev.grantlake.lake.dataset;
