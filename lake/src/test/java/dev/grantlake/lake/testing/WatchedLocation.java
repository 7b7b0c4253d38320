package dev.grantlake.lake.testing;

import dev.grantlake.lake.dataset.Committed;
import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetFolders;
import dev.grantlake.lake.dataset.DatasetLocation;
import dev.grantlake.lake.dataset.DatasetVersion;
import dev.grantlake.lake.table.RowCursor;
import dev.grantlake.lake.table.Rows;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * A place whose datasets let something happen while rows are being written, or between that and the commit, and which
 * knows what of them was opened and not closed: on the library, what is native.
 */
public final class WatchedLocation implements DatasetLocation {

    private final DatasetLocation location;
    private Runnable atNextRow = () -> {};
    private Runnable afterNextWrite = () -> {};
    private final Map<Object, Exception> open = Collections.synchronizedMap(new IdentityHashMap<>());

    public WatchedLocation(DatasetLocation location) {
        this.location = location;
    }

    /** Happens once, when the next row is asked for. */
    public void atNextRow(Runnable action) {
        atNextRow = action;
    }

    /** Happens once, when the next rows have been written, before they are committed. */
    public void afterNextWrite(Runnable action) {
        afterNextWrite = action;
    }

    @Override
    public String description() {
        return location.description();
    }

    @Override
    public boolean exists() {
        return location.exists();
    }

    @Override
    public Dataset create() {
        return watched(location.create());
    }

    @Override
    public Dataset open() {
        return watched(location.open());
    }

    @Override
    public DatasetFolders folders() {
        return location.folders();
    }

    @Override
    public long versionOf(String manifestName) {
        return location.versionOf(manifestName);
    }

    /** Fails if a dataset or a version is open. */
    public void requireNothingOpen() {
        synchronized (open) {
            if (!open.isEmpty()) {
                AssertionError leak = new AssertionError(open.size() + " of " + description() + " are open");
                open.values().forEach(leak::addSuppressed);
                throw leak;
            }
        }
    }

    /** The same {@code opened}, until it is closed. */
    private <T> T counted(Class<T> type, T opened, Calls calls) {
        open.put(opened, new Exception(opened + " was opened here"));
        return proxy(type, (method, arguments) -> {
            if (method.getName().equals("close")) {
                open.remove(opened);
            }
            return calls.of(method, arguments);
        });
    }

    private DatasetVersion counted(DatasetVersion version) {
        return counted(DatasetVersion.class, version, (method, arguments) -> call(method, version, arguments));
    }

    private Object counted(Object result) {
        if (result instanceof DatasetVersion version) {
            return counted(version);
        }
        return result instanceof Committed committed
                ? new Committed(counted(committed.version()), committed.added(), committed.created())
                : result;
    }

    private Dataset watched(Dataset dataset) {
        return counted(Dataset.class, dataset, (method, arguments) -> {
            if (!method.getName().equals("write")) {
                return counted(call(method, dataset, arguments));
            }
            arguments[0] = watched((Rows) arguments[0]);
            Object written = call(method, dataset, arguments);
            Runnable action = afterNextWrite;
            afterNextWrite = () -> {};
            action.run();
            return written;
        });
    }

    private Rows watched(Rows rows) {
        return proxy(
                Rows.class,
                (method, arguments) ->
                        method.getName().equals("walk") ? watched(rows.walk()) : call(method, rows, arguments));
    }

    private RowCursor watched(RowCursor walk) {
        return proxy(RowCursor.class, (method, arguments) -> {
            if (method.getName().equals("next")) {
                Runnable action = atNextRow;
                atNextRow = () -> {};
                action.run();
            }
            return call(method, walk, arguments);
        });
    }

    private interface Calls {

        Object of(Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Calls calls) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> calls.of(method, arguments)));
    }

    private static Object call(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
