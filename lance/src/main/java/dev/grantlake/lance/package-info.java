/**
 * The dataset of a lake kept by the Lance library: the only place that calls native code or sees Arrow's types. The
 * library forces nothing to disk and knows no reader of this process; both are the lake's business.
 */
package dev.grantlake.lance;
