package dev.grantlake.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;

import java.io.IOException;
import java.util.List;

/**
 * What a row of one kind looks like. The columns of CSV and the JSON are an interface for programs: they change only
 * with a release note.
 */
public interface RowFormat<T> {

    /** Titles of the table's columns, in lower case with underscores. */
    List<String> titles();

    /** One cell for each title, as it is; sinks escape what their form cannot hold. */
    List<String> cells(T row);

    /** Titles of the CSV's columns, where each part of an identity has a column of its own. */
    default List<String> csvTitles() {
        return titles();
    }

    /** One cell for each CSV title. */
    default List<String> csvCells(T row) {
        return cells(row);
    }

    /** Writes the row as one JSON object. */
    void writeJson(T row, JsonGenerator out) throws IOException;
}
