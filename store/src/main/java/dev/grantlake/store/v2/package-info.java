/**
 * The public API in the words of the connector's services: the requests and responses of {@code c1.connector.v2} and
 * {@code c1.reader.v2}, answered from an open store. A thin layer: it finds the sync that a request means, turns its
 * fields into a filter and the page into messages. {@link dev.grantlake.store.v2.ReaderAdapter} is the way in.
 */
package dev.grantlake.store.v2;
