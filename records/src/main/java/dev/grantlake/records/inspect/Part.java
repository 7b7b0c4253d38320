package dev.grantlake.records.inspect;

/** One named part of a key or value, as text. Bytes that are not text are hexadecimal with the prefix {@code 0x}. */
public record Part(String name, String text) {}
