package dev.grantlake.ops.verify;

import dev.grantlake.base.Bytes;
import dev.grantlake.base.StorageException;
import dev.grantlake.records.row.WireForm;
import dev.grantlake.records.row.WireMessage;
import dev.grantlake.wire.connector.v2.EntitlementExclusionGroup;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The groups of entitlements that exclude each other, as annotations of the entitlements state them: invariant I5. A
 * group has one default at most, entitlements of one resource type, and at most 50 of them. Two entitlements that
 * disagree prove a conflict whatever else is missing, so that this counts in every sync. The outcome does not depend on
 * the order in which entitlements come. Thread-safe.
 */
final class ExclusionGroups {

    /** Most entitlements in a group. */
    private static final int MAX_MEMBERS = 50;

    /** What is remembered: groups, and characters in their names. */
    private static final int MAX_GROUPS = 100_000;

    private static final long MAX_NAMES = 16L << 20;

    /** Most annotations that cannot be decoded of which each is named. */
    private static final int MAX_UNDECODABLE = 10_000;

    private static final int ANY_VALUE = 2;
    private static final String TYPE = EntitlementExclusionGroup.getDescriptor().getFullName();
    private static final WireForm FORM = WireForm.of(EntitlementExclusionGroup.getDescriptor());

    private final SortedMap<String, Group> groups = new TreeMap<>();
    private final List<Conflict> undecodable = new ArrayList<>();
    private long names;
    private boolean tooMany;

    /** Something that is wrong with a group; {@code where} is the first of its members. */
    record Conflict(String message, Member where) {}

    /**
     * An entitlement in a group.
     *
     * @param id its public id
     * @param type the type of its resource
     * @param owner its resource, in words
     * @param key it is stored under; empty where keys are none of ours
     */
    record Member(String id, String type, String owner, Bytes key) {
        private static final Comparator<Member> ORDER =
                Comparator.comparing(Member::key).thenComparing(Member::id).thenComparing(Member::owner);
    }

    /** What is known of a group: of sets with too many elements, the two least. */
    private static final class Group {

        private final SortedSet<String> types = new TreeSet<>();
        private final SortedSet<String> defaults = new TreeSet<>();
        private @Nullable Member first;
        private long members;
    }

    /** Adds an entitlement with the groups that its annotations name. */
    void add(List<WireMessage> annotations, Supplier<Member> entitlement) {
        Set<String> counted = new HashSet<>();
        Member member = null;
        for (WireMessage annotation : annotations) {
            if (!AnnotationType.of(annotation).equals(TYPE)) {
                continue;
            }
            if (member == null) {
                member = entitlement.get();
            }
            WireMessage group = new WireMessage(annotation.bytes(ANY_VALUE), annotation.origin());
            try {
                FORM.check(group.encoded(), group.origin());
            } catch (StorageException e) {
                undecodable(member);
                continue;
            }
            String name = group.text(EntitlementExclusionGroup.EXCLUSION_GROUP_ID_FIELD_NUMBER);
            if (!name.isEmpty()) {
                boolean isDefault = group.flag(EntitlementExclusionGroup.IS_DEFAULT_FIELD_NUMBER);
                add(name, member, isDefault, counted.add(name));
            }
        }
    }

    private synchronized void undecodable(Member member) {
        if (undecodable.size() < MAX_UNDECODABLE) {
            undecodable.add(new Conflict(
                    "the exclusion group of entitlement \"" + member.id() + "\" cannot be decoded", member));
        }
    }

    private synchronized void add(String name, Member member, boolean isDefault, boolean isNew) {
        Group group = groups.get(name);
        if (group == null) {
            if (groups.size() == MAX_GROUPS || names + name.length() > MAX_NAMES) {
                tooMany = true;
                return;
            }
            names += name.length();
            group = new Group();
            groups.put(name, group);
        }
        keep(group.types, member.type());
        if (isDefault) {
            keep(group.defaults, member.id());
        }
        group.members += isNew ? 1 : 0;
        if (group.first == null || Member.ORDER.compare(member, group.first) < 0) {
            group.first = member;
        }
    }

    /** Two say as much as all. */
    private static void keep(SortedSet<String> least, String element) {
        if (!element.isEmpty() && least.add(element) && least.size() > 2) {
            least.remove(least.last());
        }
    }

    /** Whether there are more groups than are remembered, so that conflicts may be missing. */
    synchronized boolean tooMany() {
        return tooMany;
    }

    /** What is wrong, in the order of the groups. */
    synchronized List<Conflict> conflicts() {
        List<Conflict> conflicts = new ArrayList<>(undecodable);
        conflicts.sort(Comparator.comparing(Conflict::where, Member.ORDER));
        groups.forEach((name, group) -> {
            List<String> wrong = new ArrayList<>();
            if (group.types.size() > 1) {
                wrong.add("has entitlements of the resource types " + quoted(group.types));
            }
            if (group.defaults.size() > 1) {
                wrong.add("has the defaults " + quoted(group.defaults));
            }
            if (group.members > MAX_MEMBERS) {
                wrong.add("has " + group.members + " entitlements, at most " + MAX_MEMBERS + " are allowed");
            }
            Member first = group.first;
            if (!wrong.isEmpty() && first != null) {
                conflicts.add(new Conflict("exclusion group \"" + name + "\" " + String.join("; ", wrong), first));
            }
        });
        return conflicts;
    }

    private static String quoted(SortedSet<String> two) {
        return "\"" + two.first() + "\" and \"" + two.last() + "\"";
    }
}
