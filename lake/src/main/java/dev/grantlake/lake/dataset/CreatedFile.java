package dev.grantlake.lake.dataset;

/** A file of the dataset that has been written and may not be on disk. */
public record CreatedFile(DatasetFolder folder, String name) {}
