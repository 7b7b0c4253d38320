package dev.grantlake.cli;

import dev.grantlake.store.Grant;

/**
 * One answer to "who can" or "what can": a grant, and the name of what was asked for.
 *
 * @param name display name of the principal, or of the entitlement; empty if it has no record
 */
record Access(Grant grant, String name) {}
