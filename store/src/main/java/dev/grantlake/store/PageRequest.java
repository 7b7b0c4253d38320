package dev.grantlake.store;

/**
 * Which page of a listing: how many records and from where.
 *
 * @param size records wanted; 0 or more than {@link #MAX_SIZE} means {@link #MAX_SIZE}
 * @param token empty for the first page, else {@link Page#nextToken()} of the page before
 */
public record PageRequest(int size, String token) {

    /** The most records of one page. */
    public static final int MAX_SIZE = 10_000;

    /** The first page, of the greatest size. */
    public static final PageRequest FIRST = new PageRequest(0, "");

    public PageRequest {
        if (size < 0) {
            throw StoreException.invalidArgument("page size " + size);
        }
        size = size == 0 || size > MAX_SIZE ? MAX_SIZE : size;
    }

    public static PageRequest ofSize(int size) {
        return new PageRequest(size, "");
    }

    public PageRequest withToken(String token) {
        return new PageRequest(size, token);
    }
}
