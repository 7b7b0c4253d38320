/** The command {@code grantlake}. */
@org.jspecify.annotations.NullMarked
module dev.grantlake.cli {
    requires static org.jspecify;
    requires dev.grantlake.store;
    requires com.fasterxml.jackson.core;
    requires de.siegmar.fastcsv;
}
