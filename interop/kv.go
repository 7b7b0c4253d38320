package main

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"flag"
	"io"
	"os"

	"github.com/cockroachdb/pebble/v2"
)

func runKV(_ context.Context, args []string) error {
	positional, err := parseArgs(flag.NewFlagSet("kv", flag.ContinueOnError), args, 1)
	if err != nil {
		return err
	}
	readOnly := func(o *pebble.Options) { o.ReadOnly = true }
	return withPebble(positional[0], readOnly, func(db *pebble.DB) error {
		out := bufio.NewWriterSize(os.Stdout, 1<<20)
		if err := writeKV(db, out); err != nil {
			return err
		}
		return out.Flush()
	})
}

// writeKV prints every live key with its value, in key order.
func writeKV(db *pebble.DB, out io.Writer) (err error) {
	iter, err := db.NewIter(nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, iter.Close()) }()
	var line []byte
	for ok := iter.First(); ok; ok = iter.Next() {
		value, err := iter.ValueAndErr()
		if err != nil {
			return err
		}
		line = hex.AppendEncode(line[:0], iter.Key())
		line = append(line, ' ')
		line = hex.AppendEncode(line, value)
		line = append(line, '\n')
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	return iter.Error()
}
