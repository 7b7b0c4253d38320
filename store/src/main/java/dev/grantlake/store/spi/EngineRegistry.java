package dev.grantlake.store.spi;

import dev.grantlake.base.Location;
import dev.grantlake.base.StorageException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The engines on the class path or module path. */
public final class EngineRegistry {

    private EngineRegistry() {}

    public static List<StoreEngine> engines() {
        // A loop, since streams are slow to load and the first question to a file comes this way.
        List<StoreEngine> engines = new ArrayList<>();
        for (StoreEngine engine : ServiceLoader.load(StoreEngine.class, StoreEngine.class.getClassLoader())) {
            engines.add(engine);
        }
        return List.copyOf(engines);
    }

    /** The engine of this name; {@code UNAVAILABLE} says which there are. */
    public static StoreEngine engine(String name) {
        List<String> names = new ArrayList<>();
        for (StoreEngine engine : engines()) {
            if (engine.name().equals(name)) {
                return engine;
            }
            names.add(engine.name());
        }
        throw new StorageException(
                StorageException.Kind.UNAVAILABLE,
                "no store engine \"" + name + "\" is on the class path; engines present: " + String.join(", ", names));
    }

    /** The engine that opens this file; {@code UNSUPPORTED} says what the file is if none does. */
    public static StoreEngine engineFor(Path file) {
        List<String> names = new ArrayList<>();
        String what = "";
        // One by one: the engines behind the one that is needed are not even loaded.
        for (StoreEngine engine : ServiceLoader.load(StoreEngine.class, StoreEngine.class.getClassLoader())) {
            names.add(engine.name());
            StoreEngine.Recognition recognition = engine.recognise(file);
            if (recognition.readable()) {
                return engine;
            }
            if (what.isEmpty()) {
                what = recognition.what();
            }
        }
        if (names.isEmpty()) {
            throw new StorageException(
                    StorageException.Kind.UNAVAILABLE,
                    "no store engine is on the class path; add grantlake-pebble to read .c1z files");
        }
        throw StorageException.unsupported(
                Location.of(file.toString(), "header"),
                (what.isEmpty() ? "not a .c1z file" : what) + "; engines present: " + String.join(", ", names));
    }
}
