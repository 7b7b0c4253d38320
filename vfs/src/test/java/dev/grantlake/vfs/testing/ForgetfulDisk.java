package dev.grantlake.vfs.testing;

import dev.grantlake.testbase.Dice;
import dev.grantlake.vfs.WritableVfs;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A disk in memory that forgets, when the power fails, whatever was not forced, as far as {@link WritableVfs} allows
 * it: bytes in sectors of {@value ForgetfulContent#SECTOR}, in any order, with zeros in their place; lengths; and each
 * change of a name by itself. What was forced stays. A test tries every moment of a run:
 *
 * <pre>
 * ForgetfulDisk disk = new ForgetfulDisk();
 * disk.afterEachChange(() -&gt; check(disk.crash(dice)));
 * … run on disk.directory("db")
 * </pre>
 *
 * <p>Thread-safe; its directories have a lock in common.
 */
public final class ForgetfulDisk {

    private final Map<String, ForgetfulVfs> directories = new TreeMap<>();
    private final List<String> story;
    private Runnable afterEachChange = () -> {};
    private boolean ignoresForces;
    private int nextContent = 1;

    /** An empty disk. */
    public ForgetfulDisk() {
        this(List.of());
    }

    private ForgetfulDisk(List<String> story) {
        this.story = story;
    }

    /** The directory of that name, which is there for good: only what is in it can be forgotten. */
    public synchronized WritableVfs directory(String name) {
        return directories.computeIfAbsent(name, key -> new ForgetfulVfs(this, key));
    }

    /** Says what to do whenever a file or a name has changed or was forced. */
    public synchronized void afterEachChange(Runnable action) {
        afterEachChange = action;
    }

    /** From now on nothing is forced, whoever asks: a test that relies on a force must notice. */
    public synchronized void ignoreForces() {
        ignoresForces = true;
    }

    synchronized boolean ignoresForces() {
        return ignoresForces;
    }

    synchronized void changed() {
        afterEachChange.run();
    }

    synchronized ForgetfulContent newContent() {
        return new ForgetfulContent(nextContent++);
    }

    /**
     * Another disk, as this one could be after a loss of power at this moment: unlocked, everything on it forced. This
     * one stays as it is.
     */
    public synchronized ForgetfulDisk crash(Dice dice) {
        List<String> decisions = new ArrayList<>();
        ForgetfulDisk after = new ForgetfulDisk(decisions);
        IdentityHashMap<ForgetfulContent, ForgetfulContent> contents = new IdentityHashMap<>();
        directories.forEach((name, directory) -> {
            ForgetfulVfs left = new ForgetfulVfs(after, name);
            after.directories.put(name, left);
            directory
                    .namesAfterCrash(dice, decisions)
                    .forEach((file, content) ->
                            left.putForced(file, contents.computeIfAbsent(content, c -> c.crash(dice, decisions))));
        });
        after.nextContent = nextContent;
        return after;
    }

    /** What the crash forgot and kept that led to this disk, a line each; empty for a disk that has seen none. */
    public synchronized String story() {
        return String.join("\n", story);
    }

    /** What is on the disk, forced and not: a line for each name, content, and change that was not forced. */
    public synchronized String describe() {
        StringBuilder text = new StringBuilder();
        directories.values().forEach(directory -> directory.describe(text));
        return text.toString();
    }

    @Override
    public String toString() {
        String described = describe();
        return story.isEmpty() ? described : story() + "\n" + described;
    }
}
