package dev.grantlake.lsm.wal;

import dev.grantlake.base.ByteSink;
import dev.grantlake.base.Bytes;
import dev.grantlake.lsm.key.KeyKind;
import dev.grantlake.lsm.record.ChunkFormat;
import dev.grantlake.lsm.record.ChunkRole;
import dev.grantlake.lsm.record.LogBytes;
import dev.grantlake.vfs.MemoryVfs;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Builds a directory of logs from a script, one line a step.
 *
 * <pre>
 * log NAME                                     begins a file; its number is that of the name
 * batch FORMAT SEQUENCE [sync=N] [log=N] [count=N]: OPERATION, OPERATION, …
 * record FORMAT HEX                            any bytes as a record
 * orphan FORMAT                                the last chunk of a record that nothing began
 * trailer
 * zeros COUNT
 * raw HEX
 * flip OFFSET                                  inverts the lowest bit of a byte
 * cut LENGTH
 * file NAME                                    an empty file
 * </pre>
 *
 * <p>An operation is a kind and its key and value, as in {@code set a 1}, {@code range_delete a c}, {@code ingest_sst
 * 7} and {@code raw 19}; a value {@code *1000} stands for so many bytes.
 */
public final class WalScript {

    private final MemoryVfs directory = new MemoryVfs("db");
    private String name = "";
    private long number;
    private LogBytes log = new LogBytes();

    public static MemoryVfs run(List<String> lines) {
        WalScript script = new WalScript();
        lines.forEach(script::step);
        script.end();
        return script.directory;
    }

    private void step(String line) {
        int colon = line.indexOf(':');
        String[] words = (colon < 0 ? line : line.substring(0, colon)).split(" ", -1);
        switch (words[0]) {
            case "log" -> {
                end();
                name = words[1];
                number = Long.parseLong(name.split("[.-]", -1)[0]);
            }
            case "batch" ->
                log.record(
                        format(words[1]),
                        option(words, "log", number),
                        option(words, "sync", 0),
                        batch(Long.parseLong(words[2]), option(words, "count", -1), line.substring(colon + 1)));
            case "record" ->
                log.record(format(words[1]), number, 0, HexFormat.of().parseHex(words[2]));
            case "orphan" -> log.chunk(format(words[1]), ChunkRole.LAST, number, 0, new byte[20]);
            case "trailer" -> log.trailer(number);
            case "zeros" -> log.zeros(Integer.parseInt(words[1]));
            case "raw" -> log.raw(HexFormat.of().parseHex(words[1]));
            case "flip" -> {
                byte[] bytes = log.toArray();
                bytes[Integer.parseInt(words[1])] ^= 1;
                log = new LogBytes().raw(bytes);
            }
            case "cut" -> log = new LogBytes().raw(Arrays.copyOf(log.toArray(), Integer.parseInt(words[1])));
            case "file" -> directory.put(words[1], Bytes.EMPTY);
            default -> throw new IllegalArgumentException(line);
        }
    }

    private void end() {
        if (!name.isEmpty()) {
            directory.put(name, Bytes.wrap(log.toArray()));
            log = new LogBytes();
        }
    }

    private static byte[] batch(long sequence, long count, String operations) {
        BatchBytes batch = new BatchBytes(sequence);
        for (String operation :
                operations.isBlank() ? new String[0] : operations.strip().split(", ", -1)) {
            String[] words = operation.split(" ", -1);
            if (words[0].equals("raw")) {
                batch.raw(HexFormat.of().parseHex(words[1]));
                continue;
            }
            KeyKind kind = KeyKind.valueOf(words[0].toUpperCase(Locale.ROOT));
            Bytes key = kind == KeyKind.INGEST_SST
                    ? new ByteSink().writeVarint(Long.parseLong(words[1])).toBytes()
                    : Bytes.utf8(words[1]);
            batch.operation(kind, key, words.length == 2 ? Bytes.EMPTY : value(words[2]));
        }
        return (count < 0 ? batch : batch.counting((int) count)).toArray();
    }

    private static Bytes value(String word) {
        return word.startsWith("*") ? Bytes.wrap(new byte[Integer.parseInt(word.substring(1))]) : Bytes.utf8(word);
    }

    private static ChunkFormat format(String name) {
        return ChunkFormat.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static long option(String[] words, String name, long otherwise) {
        for (String word : words) {
            if (word.startsWith(name + "=")) {
                return Long.parseLong(word.substring(name.length() + 1));
            }
        }
        return otherwise;
    }
}
