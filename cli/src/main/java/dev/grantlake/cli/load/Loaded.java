package dev.grantlake.cli.load;

import java.util.List;

/**
 * What has been put into a writer, which is not ended yet.
 *
 * @param finished whether the sync is to be finished, or saved as it stands
 * @param token the checkpoint, or empty text
 * @param claims counts that the input stated
 * @param remarks what the user should know
 */
public record Loaded(boolean finished, String token, List<ClaimedStatistics> claims, List<String> remarks) {

    public Loaded {
        claims = List.copyOf(claims);
        remarks = List.copyOf(remarks);
    }
}
