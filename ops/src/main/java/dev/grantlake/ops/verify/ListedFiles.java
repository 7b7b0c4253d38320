package dev.grantlake.ops.verify;

import dev.grantlake.lsm.directory.FileKind;
import dev.grantlake.lsm.directory.FileName;
import dev.grantlake.vfs.Lease;
import dev.grantlake.vfs.ReadableFile;
import dev.grantlake.vfs.Vfs;

import java.util.List;
import java.util.SortedMap;

/**
 * A directory that claims to have each table as the manifest lists it. What is wrong with a table is known already, and
 * its keys are left out; the others are to be read all the same.
 */
final class ListedFiles implements Vfs {

    private final Vfs directory;
    private final SortedMap<Long, Long> tables;

    /**
     * A view of {@code directory}, which stays its owner's.
     *
     * @param tables the sizes of tables by number
     */
    ListedFiles(Vfs directory, SortedMap<Long, Long> tables) {
        this.directory = directory;
        this.tables = tables;
    }

    @Override
    public String description() {
        return directory.description();
    }

    @Override
    public List<String> list() {
        return directory.list();
    }

    @Override
    public boolean exists(String name) {
        return isListed(name) || directory.exists(name);
    }

    @Override
    public long size(String name) {
        Long listed = isListed(name) ? tables.get(FileName.parse(name).number()) : null;
        return listed == null ? directory.size(name) : listed;
    }

    @Override
    public ReadableFile open(String name) {
        return directory.open(name);
    }

    @Override
    public void prefetch(String name) {
        if (directory.exists(name)) {
            directory.prefetch(name);
        }
    }

    @Override
    public Lease share(String name) {
        return directory.share(name);
    }

    @Override
    public void close() {
        // The directory stays its owner's.
    }

    private boolean isListed(String name) {
        FileName parsed = FileName.parse(name);
        return parsed.kind() == FileKind.TABLE && tables.containsKey(parsed.number());
    }
}
