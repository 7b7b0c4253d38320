/**
 * What has been migrated, as the transactional part of a lake sees it: a {@link dev.grantlake.lake.table.Table} in
 * versions, and {@link dev.grantlake.lake.table.TableView views} that show one of them each.
 */
package dev.grantlake.lake.table;
