/**
 * The connector API: resource types, resources, entitlements, grants, and the annotations and traits they carry. From
 * {@code c1/connector/v2}.
 */
package dev.grantlake.wire.connector.v2;
