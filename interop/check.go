package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/sstable"
	"github.com/cockroachdb/pebble/v2/vfs"
	c1zv3 "github.com/conductorone/baton-sdk/pb/c1/c1z/v3"
	"github.com/conductorone/baton-sdk/pkg/dotc1z"
	"github.com/conductorone/baton-sdk/pkg/dotc1z/c1zstore"
	enginepebble "github.com/conductorone/baton-sdk/pkg/dotc1z/engine/pebble"
)

// maxFaults bounds what is said of one file.
const maxFaults = 50

func runCheck(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("check", flag.ContinueOnError)
	quick := flags.Bool("quick", false, "the database alone: checksums and levels, no records")
	files, err := parseSeveral(flags, args)
	if err != nil {
		return err
	}
	unsound := 0
	for _, file := range files {
		c := &checker{ctx: ctx, file: file, report: object{"file": file}}
		if err := c.run(*quick); err != nil {
			c.fault("%v", err)
		}
		c.report["ok"] = len(c.faults) == 0
		if len(c.faults) > 0 {
			c.report["error"] = c.faults[0]
			c.report["faults"] = c.faults
			unsound++
		}
		if err := writeJSONLine(os.Stdout, c.report); err != nil {
			return err
		}
		for _, fault := range c.faults {
			fmt.Fprintf(os.Stderr, "peer: %s: %s\n", file, fault)
		}
	}
	if unsound > 0 {
		return fmt.Errorf("check failed for %d of %d files", unsound, len(files))
	}
	return nil
}

// checker judges one v3 file and gathers what is wrong with it. The file itself
// is only ever read.
type checker struct {
	ctx    context.Context
	file   string
	report object
	faults []string
}

func (c *checker) fault(format string, args ...any) {
	if len(c.faults) < maxFaults {
		c.faults = append(c.faults, fmt.Sprintf(format, args...))
	}
}

// run returns an error where there is nothing left to look at.
func (c *checker) run(quick bool) (err error) {
	tmp, err := newTempDir()
	if err != nil {
		return err
	}
	defer tmp.remove(&err)
	var stored []row
	if err := c.withDatabase(tmp, quick, func(rows []row) { stored = rows }); err != nil || quick {
		return err
	}
	manifest, err := readManifest(c.file)
	if err != nil {
		return err
	}
	c.report["rows"] = len(stored)
	if manifest.GetEngine() == c1zstore.PebbleManifestEngine {
		if err := c.compareAnew(stored, manifest); err != nil {
			return fmt.Errorf("written anew by the SDK: %w", err)
		}
	}
	return c.reopen(tmp.path, stored, manifest)
}

// withDatabase opens the database with Pebble alone, read-write, because that is
// the stricter open: it replays the log into tables and installs a new manifest
// version on top of the old one.
func (c *checker) withDatabase(tmp tempDir, quick bool, use func([]row)) error {
	dir := filepath.Join(tmp.path, "db")
	if err := unpack(c.file, dir); err != nil {
		return err
	}
	// A payload without a database must not pass as a new, empty one.
	readWrite := func(o *pebble.Options) { o.ErrorIfNotExists = true }
	return openPebble(tmp, dir, readWrite, func(db *pebble.DB) error {
		// Checksums first: the level check meets a damaged block as a fatal
		// error, which ends the process without a report.
		tables, err := checkTables(c.ctx, db, dir)
		if err != nil {
			return err
		}
		var stats pebble.CheckLevelsStats
		if err := db.CheckLevels(&stats); err != nil {
			return fmt.Errorf("levels: %w", err)
		}
		c.report["points"] = stats.NumPoints
		c.report["tombstones"] = stats.NumTombstones
		c.report["tables"] = tables
		c.report["format"] = uint64(db.FormatMajorVersion())
		if quick {
			return nil
		}
		rows, err := rowsOf(db.NewIter)
		if err == nil {
			use(rows)
		}
		return err
	})
}

// reopen does what a program does that goes on with the file: it opens a copy
// through the SDK for writing, with all migrations, lets Pebble merge every
// table into new ones, saves, and opens the result. No row may change on the way.
func (c *checker) reopen(tmp string, stored []row, manifest *c1zv3.C1ZManifestV3) error {
	copied := filepath.Join(tmp, "copy.c1z")
	if err := copyFile(c.file, copied); err != nil {
		return err
	}
	current := manifest.GetEngine() == c1zstore.PebbleManifestEngine
	err := c.withStore(copied, tmp, func(store c1zstore.Store, engine *enginepebble.Engine) error {
		if current && engine.MigratedOnOpen() {
			c.fault("the SDK migrated the records at open")
		}
		rows, err := rowsOf(engine.NewIter)
		if err != nil {
			return err
		}
		if current {
			c.compare("opened by the SDK", stored, rows)
		} else {
			stored = rows
		}
		return enginepebble.NormalizeForFixtureSave(c.ctx, store, engine.CurrentSyncID())
	})
	if err != nil {
		return fmt.Errorf("opened by the SDK: %w", err)
	}
	err = c.withStore(copied, tmp, func(_ c1zstore.Store, engine *enginepebble.Engine) error {
		rows, err := rowsOf(engine.NewIter)
		if err == nil {
			c.compare("compacted and saved by the SDK", stored, rows)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("compacted and saved by the SDK: %w", err)
	}
	return nil
}

func (c *checker) withStore(path, tmp string, use func(c1zstore.Store, *enginepebble.Engine) error) (err error) {
	store, err := dotc1z.NewStore(c.ctx, path, dotc1z.WithTmpDir(tmp))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close(c.ctx)) }()
	engine, ok := enginepebble.AsEngine(store)
	if !ok {
		return fmt.Errorf("a %T has no Pebble engine", store)
	}
	return use(store, engine)
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	_, err = io.Copy(out, in)
	return err
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
