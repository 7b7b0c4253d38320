package dev.grantlake.store;

/**
 * What a migration of an older interior did that rows of the file do not show.
 *
 * @param mergedGrants grants that were merged into another one with the same entitlement and principal
 * @param droppedGrants grants without an entitlement or a principal, which have no place in today's layout
 * @param droppedEntitlements entitlements without a resource, which have none either
 */
public record MigrationReport(long mergedGrants, long droppedGrants, long droppedEntitlements) {}
