package dev.grantlake.cli.args;

/**
 * One argument that is told by its place.
 *
 * @param name what stands for it in the help, for example {@code FILE}
 * @param required whether it must be given; what follows one that may be left out may be left out, too
 */
public record Parameter(String name, boolean required) {

    public static Parameter required(String name) {
        return new Parameter(name, true);
    }

    public static Parameter optional(String name) {
        return new Parameter(name, false);
    }
}
