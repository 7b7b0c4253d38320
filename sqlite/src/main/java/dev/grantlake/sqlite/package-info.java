/**
 * The engine {@code sqlite}: files of format v1, which are a SQLite database in a zstd stream. The second
 * implementation of the store's reading side, and the one without keys: records are rows.
 *
 * <p>The database is decoded into memory or, if it is large, into one temporary file that has lost its name before
 * anything is written to it. It is treated as hostile: {@link dev.grantlake.sqlite.Database} says how. Nothing is
 * migrated; what older releases lack is filled in while reading, by {@link dev.grantlake.sqlite.Schema} for columns and
 * {@link dev.grantlake.sqlite.GrantRow} for expansions.
 *
 * <p>The format's page is {@code docs/formats/c1z1-sqlite.md}.
 */
package dev.grantlake.sqlite;
