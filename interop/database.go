package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/cockroachdb/pebble/v2"
)

// runDatabase opens bare database directories, one after the other, and prints
// one JSON line each. It changes them.
func runDatabase(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("database", flag.ContinueOnError)
	written := flags.Bool("written", false, "keys may have several versions, or be deleted")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() == 0 {
		return errors.New("database: no directory given")
	}
	for _, dir := range flags.Args() {
		report, err := checkDatabase(ctx, dir, *written)
		if err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		if err := writeJSONLine(os.Stdout, report); err != nil {
			return err
		}
	}
	return nil
}

// checkDatabase opens a directory as a program would that goes on writing to
// it, checks and reads everything, and reads everything again from a checkpoint
// made before anything else is written.
func checkDatabase(ctx context.Context, dir string, written bool) (report object, err error) {
	if err := parseOptionsFiles(dir); err != nil {
		return nil, err
	}
	db, err := pebble.Open(dir, databaseOptions())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tables, err := checkTables(ctx, db, dir)
	if err != nil {
		return nil, err
	}
	var stats pebble.CheckLevelsStats
	if err := db.CheckLevels(&stats); err != nil {
		return nil, fmt.Errorf("levels: %w", err)
	}
	points, digest, err := digestEntries(db)
	if err != nil {
		return nil, err
	}
	copied, err := digestCheckpoint(db, dir+".checkpoint")
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	if copied != digest || stats.NumPoints < points || stats.NumPoints > points && !written {
		return nil, fmt.Errorf("%d points of digest %s, %d in the levels, %s in the checkpoint",
			points, digest, stats.NumPoints, copied)
	}
	return object{
		"points": points,
		"sha256": digest,
		"tables": tables,
		"format": uint64(db.FormatMajorVersion()),
	}, nil
}

func databaseOptions() *pebble.Options {
	return &pebble.Options{
		Logger:                      pebbleLogger{fatal: func() { os.Exit(1) }},
		DisableAutomaticCompactions: true,
		ErrorIfNotExists:            true,
	}
}

// parseOptionsFiles reads all of what Pebble would read of an options file that
// it is asked to take its options from; an open looks at two lines of it.
func parseOptionsFiles(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "OPTIONS-*"))
	if err != nil {
		return err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		var options pebble.Options
		if err := options.Parse(string(text), nil); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
	}
	return nil
}

// digestEntries walks over everything and looks every key up again. The digest
// covers each key and each value behind its length as four bytes, big-endian.
func digestEntries(db *pebble.DB) (points int64, digest string, err error) {
	iter, err := db.NewIter(nil)
	if err != nil {
		return 0, "", err
	}
	defer func() { err = errors.Join(err, iter.Close()) }()
	sum := sha256.New()
	add := func(part []byte) {
		var length [4]byte
		binary.BigEndian.PutUint32(length[:], uint32(len(part)))
		sum.Write(length[:])
		sum.Write(part)
	}
	for ok := iter.First(); ok; ok = iter.Next() {
		value, err := iter.ValueAndErr()
		if err != nil {
			return 0, "", err
		}
		found, closer, err := db.Get(iter.Key())
		if err != nil {
			return 0, "", fmt.Errorf("get %x: %w", iter.Key(), err)
		}
		same := bytes.Equal(found, value)
		if err := closer.Close(); err != nil {
			return 0, "", err
		}
		if !same {
			return 0, "", fmt.Errorf("get %x: another value than the iterator has", iter.Key())
		}
		add(iter.Key())
		add(value)
		points++
	}
	return points, hex.EncodeToString(sum.Sum(nil)), iter.Error()
}

// digestCheckpoint writes a checkpoint to a directory that does not exist yet,
// reads it and removes it.
func digestCheckpoint(db *pebble.DB, dir string) (digest string, err error) {
	if err := db.Checkpoint(dir); err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	options := databaseOptions()
	options.ReadOnly = true
	copied, err := pebble.Open(dir, options)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, copied.Close()) }()
	_, digest, err = digestEntries(copied)
	return digest, err
}
