package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/conductorone/baton-sdk/pkg/dotc1z/c1zstore"
)

// eachAnswer prints what a store answers: of one file to standard output, or of
// several into a folder, NAME.c1z to NAME.kind.jsonl. A start of the program
// takes longer than the answer of a small file.
func eachAnswer(
	ctx context.Context, kind string, args []string,
	answer func(path string, store c1zstore.Store, tmp string, out *bufio.Writer) error,
) error {
	flags := flag.NewFlagSet(kind, flag.ContinueOnError)
	folder := flags.String("to", "", "the folder to write answers to")
	files, err := parseSeveral(flags, args)
	if err != nil {
		return err
	}
	if *folder == "" && len(files) > 1 {
		return fmt.Errorf("%s: several files need --to DIR", kind)
	}
	for _, file := range files {
		to := func(out io.Writer) error {
			return readStore(ctx, file, func(store c1zstore.Store, tmp string) error {
				buffered := bufio.NewWriterSize(out, 1<<20)
				if err := answer(file, store, tmp, buffered); err != nil {
					return err
				}
				return buffered.Flush()
			})
		}
		if *folder == "" {
			return to(os.Stdout)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".c1z") + "." + kind + ".jsonl"
		if err := writeFile(filepath.Join(*folder, name), to); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

func writeFile(path string, write func(io.Writer) error) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return write(f)
}
