package dev.grantlake.workload;

/**
 * Draws pairs of a user and what the user gets: 88 % memberships, 2 % ownerships, 10 % roles. The cube of a fraction
 * crowds the memberships into groups of low number.
 *
 * <p>A set of all pairs would take gigabytes for a hundred million. But a pair takes three draws, whatever comes of
 * them, and two equal pairs are of one user; so the draws are gone through several times, each time with a set of the
 * pairs of some users, and one bit a pair tells from then on which have been there before. That is exact, and takes at
 * most 64 MiB and those bits.
 */
final class UserDraws {

    /** So many pairs are held against each other at a time: half of what the set takes. */
    static final int PAIRS_A_PASS = 1 << 22;

    private static final int PERCENT = 100;
    private static final int MEMBERSHIPS_BELOW = 88;
    private static final int OWNERSHIPS_BELOW = 90;
    /** Draws of a pair behind that of the user. */
    private static final int DRAWS_OF_TARGET = 2;

    private final Company company;
    private final SplitMix64 start;
    private final int pairsAPass;

    /** Takes one pair. */
    @FunctionalInterface
    interface PairSink {
        void pair(int user, int target);
    }

    /** The pairs that {@code random} draws from where it stands, which stays as it is. */
    UserDraws(Company company, SplitMix64 random, int pairsAPass) {
        this.company = company;
        this.start = random.copy();
        this.pairsAPass = pairsAPass;
    }

    /** Gives {@code sink} the first {@code count} pairs that are new, in the order in which they are drawn. */
    void forEachDistinct(int count, PairSink sink) {
        long[] repeated = findRepeated(count);
        SplitMix64 random = start.copy();
        int left = count;
        for (long i = 0; left > 0; i++) {
            int user = random.below(company.users());
            int target = target(random);
            if ((repeated[(int) (i >>> 6)] & 1L << i) == 0) {
                sink.pair(user, target);
                left--;
            }
        }
    }

    /** One bit for each of as many draws as it takes to find {@code count} distinct pairs: set for the others. */
    private long[] findRepeated(int count) {
        long draws = (long) count + count / 8 + Long.SIZE;
        while (true) {
            long[] repeated = new long[(int) ((draws + Long.SIZE - 1) / Long.SIZE)];
            if (draws - markRepeated(draws, repeated) >= count) {
                return repeated;
            }
            draws *= 2;
        }
    }

    private long markRepeated(long draws, long[] repeated) {
        int passes = (int) ((draws + pairsAPass - 1) / pairsAPass);
        int usersAPass = (company.users() + passes - 1) / passes;
        PairSet seen = new PairSet((int) Math.min(draws, pairsAPass));
        long marked = 0;
        for (int first = 0; first < company.users(); first += usersAPass) {
            seen.clear();
            SplitMix64 random = start.copy();
            for (long i = 0; i < draws; i++) {
                int user = random.below(company.users());
                if (user < first || user - first >= usersAPass) {
                    random.skip(DRAWS_OF_TARGET);
                } else if (!seen.add((long) user * company.targets() + target(random))) {
                    repeated[(int) (i >>> 6)] |= 1L << i;
                    marked++;
                }
            }
        }
        return marked;
    }

    private int target(SplitMix64 random) {
        int kind = random.below(PERCENT);
        if (kind < MEMBERSHIPS_BELOW) {
            double fraction = random.fraction();
            return company.memberOf((int) (company.groups() * (fraction * fraction * fraction)));
        }
        return kind < OWNERSHIPS_BELOW
                ? company.ownerOf(random.below(company.owners()))
                : company.assignedOf(random.below(company.roles()));
    }
}
