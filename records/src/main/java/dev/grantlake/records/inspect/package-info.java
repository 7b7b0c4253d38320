/**
 * Keys and values taken apart for people: which family a key belongs to, what its parts are, what its value holds. For
 * tools that look below the store; nothing here needs a store that is sound.
 */
package dev.grantlake.records.inspect;
