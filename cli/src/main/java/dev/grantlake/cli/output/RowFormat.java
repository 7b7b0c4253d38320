package dev.grantlake.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;

import java.io.IOException;
import java.util.List;

/**
 * What a row of one kind looks like. Titles and JSON are an interface for programs: they change only with a release
 * note.
 */
public interface RowFormat<T> {

    /** Column titles, in lower case with underscores. */
    List<String> titles();

    /** One cell for each title, as it is; sinks escape what their form cannot hold. */
    List<String> cells(T row);

    /** Writes the row as one JSON object. */
    void writeJson(T row, JsonGenerator out) throws IOException;
}
