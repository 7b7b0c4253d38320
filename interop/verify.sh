#!/usr/bin/env bash
# Builds the peer and compares what it reads from every fixture with the expected
# answers beside it: verify.sh FIXTURES_FOLDER. A v1 file only has a dump.
set -euo pipefail

if [ $# -ne 1 ] || [ ! -d "$1" ]; then
    echo "usage: $0 FIXTURES_FOLDER" >&2
    exit 2
fi
fixtures=$(cd "$1" && pwd)
cd "$(dirname "$0")"
GOTOOLCHAIN=local go build -o bin/peer ./...

passed=0
failed=0

# expected FILE: prints the file, or its compressed form; fails when there is neither.
expected() {
    if [ -f "$1" ]; then
        cat "$1"
    elif [ -f "$1.zst" ]; then
        zstd -dcq "$1.zst"
    else
        return 1
    fi
}

# compare COMMAND FILE.c1z ANSWER: an absent answer is no comparison.
compare() {
    [ -f "$3" ] || [ -f "$3.zst" ] || return 0
    if cmp -s <(bin/peer "$1" "$2") <(expected "$3"); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $1 ${2#"$fixtures"/}"
    fi
}

# The folders left out hold older layouts and damaged files, which have answers
# of other kinds.
while IFS= read -r file; do
    base=${file%.c1z}
    compare dump "$file" "$base.dump.jsonl"
    compare digests "$file" "$base.digests.jsonl"
    compare kv "$file" "$base.kv.txt"
done < <(find "$fixtures" \
    -type d \( -name seed-era -o -name legacy-external-id -o -name corrupt -o -name inconsistent \) -prune \
    -o -type f -name '*.c1z' -print | LC_ALL=C sort)

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
