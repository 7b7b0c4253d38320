package dev.grantlake.lsm.ingest;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.lsm.key.KeyBounds;
import dev.grantlake.lsm.manifest.TableMetadata;
import dev.grantlake.lsm.sstable.TableView;
import dev.grantlake.lsm.version.TableFiles;
import dev.grantlake.lsm.wal.LogLayer;
import dev.grantlake.vfs.Vfs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a manifest has to say of tables that a log takes in: only their files know their bounds. */
public final class IngestedTables {

    private IngestedTables() {}

    /**
     * Reads the tables of a layer; those without keys are left out.
     *
     * @param creationTime in seconds since 1970, or 0 for none
     * @return by key, disjoint
     * @throws StorageException of kind {@code CORRUPT} if they overlap, or are not in order in themselves
     */
    public static List<TableMetadata> of(LogLayer.Ingested layer, Vfs directory, TableFiles files, long creationTime) {
        List<TableMetadata> tables = new ArrayList<>();
        for (LogLayer.Ingested.Table table : layer.tables()) {
            TableView view = TableView.withSequence(table.sequence());
            ShownKeys keys = ShownKeys.of(files.file(table.number()).table(), view);
            if (!keys.isEmpty()) {
                TableMetadata metadata =
                        metadata(table, directory.size(FileName.ofTable(table.number())), keys, creationTime);
                requireSound(metadata.bounds(), table, layer.where());
                tables.add(metadata);
            }
        }
        tables.sort(Comparator.comparing((TableMetadata table) -> table.bounds().smallest()));
        requireDisjoint(tables, layer.where());
        return tables;
    }

    private static TableMetadata metadata(LogLayer.Ingested.Table table, long size, ShownKeys keys, long creationTime) {
        return new TableMetadata(
                table.number(),
                size,
                keys.points(),
                keys.rangeKeys(),
                table.sequence(),
                table.sequence(),
                creationTime,
                false,
                0,
                Bytes.EMPTY,
                Bytes.EMPTY,
                List.of());
    }

    private static void requireSound(KeyBounds bounds, LogLayer.Ingested.Table table, Location where) {
        if (!bounds.sound()) {
            throw StorageException.corrupt(
                    where, "keys in order in " + FileName.ofTable(table.number()), "first and last key " + bounds);
        }
    }

    private static void requireDisjoint(List<TableMetadata> tables, Location where) {
        for (int i = 1; i < tables.size(); i++) {
            TableMetadata left = tables.get(i - 1);
            TableMetadata right = tables.get(i);
            if (!left.bounds().endsBefore(right.bounds().smallest().userKey())) {
                throw StorageException.corrupt(where, "disjoint tables", left + " and " + right);
            }
        }
    }
}
