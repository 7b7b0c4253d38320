package dev.grantlake.store.v2;

/**
 * Where the reference's engines answer differently, which answer is given.
 *
 * @param expandableEverywhere whether every listed grant that is expandable carries its annotation, and not only those
 *     of a listing that asks for it
 * @param grantsOfPrincipalType whether a list of grants for a resource type means the type of the principal, and not
 *     the type of the resource that the entitlement stands on
 */
public record ReaderOptions(boolean expandableEverywhere, boolean grantsOfPrincipalType) {

    /** The documented behaviour of the services. */
    public static final ReaderOptions DEFAULT = new ReaderOptions(false, false);

    /** What the reference does over files of format v3. */
    public static final ReaderOptions LIKE_REFERENCE_V3 = new ReaderOptions(true, true);
}
