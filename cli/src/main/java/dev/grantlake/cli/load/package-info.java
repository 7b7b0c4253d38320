/**
 * What {@code import} reads: lines of a dump ({@link dev.grantlake.cli.load.DumpLoad}) and tables in CSV
 * ({@link dev.grantlake.cli.load.CsvLoad}), turned into records in bounded memory. Errors name the line or the row.
 */
package dev.grantlake.cli.load;
