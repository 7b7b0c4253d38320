package dev.grantlake.lake.directory;

import dev.grantlake.lake.dataset.Dataset;
import dev.grantlake.lake.dataset.DatasetLocation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Makes datasets in which something happens between the writing of files and the commit. */
final class FlushingLocation {

    private final DatasetLocation location;
    private Runnable afterNextWrite = () -> {};

    FlushingLocation(DatasetLocation location) {
        this.location = location;
    }

    void afterNextWrite(Runnable action) {
        afterNextWrite = action;
    }

    Dataset create() {
        Dataset dataset = location.create();
        Object watched = Proxy.newProxyInstance(
                Dataset.class.getClassLoader(), new Class<?>[] {Dataset.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(dataset, arguments);
                        if (method.getName().equals("write")) {
                            Runnable action = afterNextWrite;
                            afterNextWrite = () -> {};
                            action.run();
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return (Dataset) watched;
    }
}
