package dev.grantlake.pebble.bulk;

import dev.grantlake.base.ByteSink;

/** Takes the entries of a database in key order. */
interface EntrySink {

    /** Takes an entry; both sinks are the caller's again when this returns. Keys ascend, each once. */
    void entry(ByteSink key, ByteSink value);

    /** Says that what follows is of another kind than what was before: no table holds both. */
    void border();

    /** The same, where what follows is never read in parts: its tables may be large from the first one on. */
    void borderBeforeWhole();
}
