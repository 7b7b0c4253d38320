package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/conductorone/baton-sdk/pkg/connectorstore"
	"github.com/conductorone/baton-sdk/pkg/dotc1z/c1zstore"
)

// writeSmallR writes 1 000 grants and returns the file. The test's temporary
// folder becomes the system's, so that leftovers can be seen.
func writeSmallR(t *testing.T, engine c1zstore.Engine) string {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	w, err := newWorkloadR(1000, workloadSeed)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "r.c1z")
	if _, err := writeWorkload(context.Background(), file, engine, w.emit, 300); err != nil {
		t.Fatal(err)
	}
	return file
}

func expectNoLeftovers(t *testing.T) {
	t.Helper()
	left, err := os.ReadDir(os.Getenv("TMPDIR"))
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 0 {
		t.Errorf("temporary files are left: %v", left)
	}
}

func TestGeneratedFileReadsBack(t *testing.T) {
	for _, engine := range []c1zstore.Engine{c1zstore.EnginePebble, c1zstore.EngineSQLite} {
		t.Run(string(engine), func(t *testing.T) { readsBack(t, engine) })
	}
}

func readsBack(t *testing.T, engine c1zstore.Engine) {
	file := writeSmallR(t, engine)
	ctx := context.Background()
	err := readStore(ctx, file, func(store c1zstore.Store, tmp string) error {
		stats, err := store.SyncMeta().StatsV2(ctx, connectorstore.SyncTypeFull, "")
		if err != nil {
			return err
		}
		if stats.GetGrants() != 1000 || stats.GetResources() != 130 || stats.GetResourceTypes() != 4 {
			t.Errorf("stats are %v", stats)
		}
		var out bytes.Buffer
		if err := (&dumper{ctx: ctx, store: store, out: &out}).dump(file, tmp); err != nil {
			return err
		}
		// sync run, stats, 4 types, 130 resources, 32 entitlements, 1 000 grants
		if n := bytes.Count(out.Bytes(), []byte("\n")); n != 1168 {
			t.Errorf("the dump has %d lines", n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	expectNoLeftovers(t)
}

func TestGenerateRefusesAnExistingFile(t *testing.T) {
	file := writeSmallR(t, c1zstore.EnginePebble)
	if _, err := writeWorkload(context.Background(), file, c1zstore.EnginePebble, workloadD{grants: 1}.emit, 0); err == nil {
		t.Error("an existing file was overwritten")
	}
}

func TestFailedGenerateLeavesNothing(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	out := filepath.Join(t.TempDir(), "r.c1z")
	failure := errors.New("no more records")
	emit := func(to recordSink) error {
		if err := (workloadD{grants: 10}).emit(to); err != nil {
			return err
		}
		return failure
	}
	if _, err := writeWorkload(context.Background(), out, c1zstore.EnginePebble, emit, 4); !errors.Is(err, failure) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an unfinished file is left (%v)", err)
	}
	expectNoLeftovers(t)
}

func TestKeysOfAGeneratedFile(t *testing.T) {
	file := writeSmallR(t, c1zstore.EnginePebble)
	var out bytes.Buffer
	readOnly := func(o *pebble.Options) { o.ReadOnly = true }
	err := withPebble(file, readOnly, func(db *pebble.DB) error { return writeKV(db, &out) })
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(out.Bytes(), []byte("030100617070 ")) {
		t.Error("the key of resource type app is missing")
	}
	expectNoLeftovers(t)
}

func TestEveryScenarioRepeats(t *testing.T) {
	file := writeSmallR(t, c1zstore.EnginePebble)
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			b := &bench{ctx: context.Background(), path: file, tmp: t.TempDir(), ops: 3, facts: object{}}
			if err := b.openNewest(); err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := b.close(); err != nil {
					t.Error(err)
				}
			}()
			repeat, err := s.prepare(b)
			if err != nil {
				t.Fatal(err)
			}
			first, err := repeat()
			if err != nil {
				t.Fatal(err)
			}
			if again, err := repeat(); err != nil || again != first {
				t.Errorf("%d rows, then %d rows (%v)", first, again, err)
			}
			if s.name != "open" && first < 3 {
				t.Errorf("only %d rows in three calls", first)
			}
		})
	}
}
