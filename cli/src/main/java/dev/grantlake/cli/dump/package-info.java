/**
 * The canonical dump of a store: every record of every sync as one line of JSON, in an order that depends on the
 * content alone, in bounded memory.
 *
 * <p>{@link dev.grantlake.cli.dump.StoreDump} walks the store, {@link dev.grantlake.cli.dump.RecordLines} knows what a
 * line holds, {@link dev.grantlake.kv.spill.SpillingSorter} puts in order what the engine gives in another one.
 */
package dev.grantlake.cli.dump;
