/** What keeps a lake's dataset sound: the opening of one that a loss of power has hurt, its schema, its migration. */
package dev.grantlake.lake.maintenance;
