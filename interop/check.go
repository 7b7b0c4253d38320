package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/sstable"
	"github.com/cockroachdb/pebble/v2/vfs"
)

func runCheck(ctx context.Context, args []string) error {
	positional, err := parseArgs(flag.NewFlagSet("check", flag.ContinueOnError), args, 1)
	if err != nil {
		return err
	}
	var report object
	// Read-write, because that is the stricter open: it replays the log into
	// tables and installs a new manifest version on top of the old one.
	// A payload without a database must not pass as a new, empty one.
	readWrite := func(o *pebble.Options) { o.ErrorIfNotExists = true }
	err = withPebble(positional[0], readWrite, func(db *pebble.DB, dir string) error {
		// Checksums first: the level check meets a damaged block as a fatal
		// error, which ends the process without a report.
		tables, err := checkTables(ctx, db, dir)
		if err != nil {
			return err
		}
		var stats pebble.CheckLevelsStats
		if err := db.CheckLevels(&stats); err != nil {
			return fmt.Errorf("levels: %w", err)
		}
		report = object{
			"ok":         true,
			"points":     stats.NumPoints,
			"tombstones": stats.NumTombstones,
			"tables":     tables,
			"format":     uint64(db.FormatMajorVersion()),
		}
		return nil
	})
	if err != nil {
		return errors.Join(fmt.Errorf("check failed: %w", err), writeJSONLine(os.Stdout, object{"ok": false, "error": err.Error()}))
	}
	return writeJSONLine(os.Stdout, report)
}

// checkTables verifies the checksum of every block of every live table, also of
// those that no read of the keys would touch.
func checkTables(ctx context.Context, db *pebble.DB, dir string) (int, error) {
	levels, err := db.SSTables()
	if err != nil {
		return 0, err
	}
	checked := map[string]bool{} // several virtual tables may share one file
	for _, level := range levels {
		for _, table := range level {
			name := fmt.Sprintf("%06d.sst", uint64(table.BackingSSTNum))
			if checked[name] {
				continue
			}
			checked[name] = true
			if err := checkTable(ctx, filepath.Join(dir, name)); err != nil {
				return 0, fmt.Errorf("table %s: %w", name, err)
			}
		}
	}
	return len(checked), nil
}

func checkTable(ctx context.Context, path string) (err error) {
	f, err := vfs.Default.Open(path)
	if err != nil {
		return err
	}
	readable, err := sstable.NewSimpleReadable(f)
	if err != nil {
		return errors.Join(err, f.Close())
	}
	reader, err := sstable.NewReader(ctx, readable, sstable.ReaderOptions{})
	if err != nil {
		return errors.Join(err, readable.Close())
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	return reader.ValidateBlockChecksums()
}
