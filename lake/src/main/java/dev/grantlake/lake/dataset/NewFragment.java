package dev.grantlake.lake.dataset;

import java.util.List;

/** Rows that were written into files and belong to no version yet; only the dataset that made it can commit it. */
public interface NewFragment {

    int rows();

    List<DataFile> files();
}
