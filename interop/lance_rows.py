#!/usr/bin/env python3
"""Prints the rows of a lake with Python's lance alone, as `grantlake lake scan -o json` prints them.

    lance_rows.py DIR [VERSION|TAG]

DIR is the dataset, kv.lance in the folder of the lake. Needs the package pylance.
"""

import json
import sys

import lance


def main(folder, version=None):
    if version is not None and version.isdigit():
        version = int(version)
    dataset = lance.dataset(folder, version=version)
    # Deletions are rows, too; whoever reads leaves them out.
    rows = dataset.to_table(columns=["key", "val"], filter="tombstone = false").to_pydict()
    for key, value in sorted(zip(rows["key"], rows["val"])):
        row = {"key": key.decode(), "value": value.decode()}
        print(json.dumps(row, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    main(*sys.argv[1:])
