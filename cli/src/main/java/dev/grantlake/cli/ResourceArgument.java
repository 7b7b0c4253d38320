package dev.grantlake.cli;

import dev.grantlake.cli.args.Arguments;
import dev.grantlake.cli.args.Option;
import dev.grantlake.cli.args.UsageException;
import dev.grantlake.store.ResourceId;

import java.util.List;

/** A resource or principal on the command line: {@code TYPE/ID}, or two options where the type holds a slash itself. */
final class ResourceArgument {

    static final Option TYPE =
            Option.of("--type", "TYPE", "its type, where that holds a slash").or("-t");
    static final Option ID = Option.of("--id", "ID", "its id, together with --type");

    static final List<Option> OPTIONS = List.of(TYPE, ID);

    private ResourceArgument() {}

    /** Whether it is given by its two options. */
    static boolean isGivenByOptions(Arguments arguments) {
        return arguments.has(TYPE) || arguments.has(ID);
    }

    /** The resource given by the options, else by the argument at {@code index}. */
    static ResourceId parse(Arguments arguments, int index) {
        String type = arguments.value(TYPE);
        String id = arguments.value(ID);
        if (type != null && id != null) {
            if (arguments.hasArgument(index)) {
                throw new UsageException(
                        "\"" + arguments.argument(index) + "\" is one too many beside --type and --id");
            }
            return ResourceId.of(type, id);
        }
        if (type != null || id != null) {
            throw new UsageException("--type and --id go together");
        }
        if (!arguments.hasArgument(index)) {
            throw new UsageException("missing argument TYPE/ID");
        }
        return ResourceId.parse(arguments.argument(index));
    }
}
