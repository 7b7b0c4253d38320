package dev.grantlake.lsm.record;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Builds a log from a script, one line a step.
 *
 * <pre>
 * record FORMAT LENGTH [log=N] [sync=N]        cut and padded as a writer does
 * chunk FORMAT ROLE LENGTH [log=N] [sync=N]    one chunk, wherever it falls
 * trailer LOG
 * zeros COUNT
 * raw HEX
 * flip OFFSET                                  inverts the lowest bit of a byte
 * cut LENGTH
 * </pre>
 */
final class LogScript {

    private LogBytes log = new LogBytes();
    private byte letter = 'a';

    static byte[] run(List<String> lines) {
        LogScript script = new LogScript();
        lines.forEach(script::step);
        return script.log.toArray();
    }

    private void step(String line) {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "record" ->
                log.record(format(words[1]), option(words, "log"), option(words, "sync"), payload(words[2]));
            case "chunk" ->
                log.chunk(
                        format(words[1]),
                        ChunkRole.valueOf(words[2].toUpperCase(Locale.ROOT)),
                        option(words, "log"),
                        option(words, "sync"),
                        payload(words[3]));
            case "trailer" -> log.trailer(Long.parseLong(words[1]));
            case "zeros" -> log.zeros(Integer.parseInt(words[1]));
            case "raw" -> log.raw(HexFormat.of().parseHex(words[1]));
            case "flip" -> {
                byte[] bytes = log.toArray();
                bytes[Integer.parseInt(words[1])] ^= 1;
                log = new LogBytes().raw(bytes);
            }
            case "cut" -> log = new LogBytes().raw(Arrays.copyOf(log.toArray(), Integer.parseInt(words[1])));
            default -> throw new IllegalArgumentException(line);
        }
    }

    private static ChunkFormat format(String name) {
        return ChunkFormat.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static long option(String[] words, String name) {
        for (String word : words) {
            if (word.startsWith(name + "=")) {
                return Long.parseLong(word.substring(name.length() + 1));
            }
        }
        return 0;
    }

    private byte[] payload(String length) {
        byte[] payload = new byte[Integer.parseInt(length)];
        Arrays.fill(payload, letter++);
        return payload;
    }
}
