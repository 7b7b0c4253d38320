package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	c1zv3 "github.com/conductorone/baton-sdk/pb/c1/c1z/v3"
	"github.com/conductorone/baton-sdk/pkg/dotc1z/c1zstore"
	formatv3 "github.com/conductorone/baton-sdk/pkg/dotc1z/format/v3"
	"google.golang.org/protobuf/proto"
)

func faultsOf(t *testing.T, file string) []string {
	t.Helper()
	c := &checker{ctx: context.Background(), file: file, report: object{}}
	if err := c.run(false); err != nil {
		t.Fatal(err)
	}
	return c.faults
}

func TestCheckOfSoundFiles(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	folder := t.TempDir()
	for seed := range uint64(20) {
		file := filepath.Join(folder, "random.c1z")
		if err := writeRandom(context.Background(), file, seed); err != nil {
			t.Fatal(err)
		}
		before, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if faults := faultsOf(t, file); len(faults) > 0 {
			t.Errorf("seed %d: %v", seed, faults)
		}
		if after, err := os.ReadFile(file); err != nil || !bytes.Equal(before, after) {
			t.Errorf("seed %d: the check changed the file (%v)", seed, err)
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	expectNoLeftovers(t)
}

// TestCheckFindsOneChangedRow takes the first row of a family away, gives it
// another value, or adds one behind it that nothing calls for.
func TestCheckFindsOneChangedRow(t *testing.T) {
	sound := writeSmallR(t, c1zstore.EnginePebble)
	for _, test := range []struct{ family, change, fault string }{
		{"resource", remove, "statistics: key"},
		{"resource", replace, "resource: nothing calls for key"},
		{"resource", add, "resource: nothing calls for key"},
		{"entitlement", add, "entitlement: nothing calls for key"},
		{"grant", remove, "index by principal: nothing calls for key"},
		{"grant", replace, "grant: nothing calls for key"},
		{"grant", add, "grant: nothing calls for key"},
		{"index by principal", remove, "index by principal: missing key"},
		{"index by principal", add, "index by principal: nothing calls for key"},
		{"index needs-expansion", remove, "index needs-expansion: missing key"},
		{"index needs-expansion", add, "index needs-expansion: nothing calls for key"},
		{"index principal-hash", remove, "index principal-hash: missing key"},
		{"index principal-hash", replace, "index principal-hash: key"},
		{"index principal-hash", add, "index principal-hash: nothing calls for key"},
		{"digest", remove, "digest: missing key"},
		{"digest", replace, "digest: key"},
		{"statistics", replace, "statistics: key"},
	} {
		file := filepath.Join(t.TempDir(), "changed.c1z")
		changeFirst(t, sound, file, test.family, test.change)
		faults := strings.Join(faultsOf(t, file), "\n")
		if !strings.Contains(faults, "written anew by the SDK: "+test.fault) {
			t.Errorf("%s, %s: %.1000q", test.family, test.change, faults)
		}
	}
	expectNoLeftovers(t)
}

func TestCheckComparesTheManifest(t *testing.T) {
	sound := writeSmallR(t, c1zstore.EnginePebble)
	for _, change := range []func(*c1zv3.C1ZManifestV3){
		func(m *c1zv3.C1ZManifestV3) { m.GetGrantDigestRoot().SetCount(1) },
		func(m *c1zv3.C1ZManifestV3) { m.ClearGrantDigestRoot() },
		func(m *c1zv3.C1ZManifestV3) { m.GetSyncRuns()[0].GetStats().SetGrants(1) },
		func(m *c1zv3.C1ZManifestV3) { m.GetDescriptors().GetFile()[0].Syntax = proto.String("proto2") },
	} {
		dir := filepath.Join(t.TempDir(), "db")
		if err := unpack(sound, dir); err != nil {
			t.Fatal(err)
		}
		manifest, err := readManifest(sound)
		if err != nil {
			t.Fatal(err)
		}
		change(manifest)
		file := filepath.Join(t.TempDir(), "changed.c1z")
		pack(t, manifest, dir, file)
		if faults := faultsOf(t, file); len(faults) != 1 || !strings.HasPrefix(faults[0], "manifest: ") {
			t.Errorf("%.1000q", faults)
		}
	}
}

const (
	remove  = "remove"
	replace = "replace"
	add     = "add"
)

// changeFirst repacks a file with one change at the first row of a family.
func changeFirst(t *testing.T, from, to, family, change string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "db")
	if err := unpack(from, dir); err != nil {
		t.Fatal(err)
	}
	manifest, err := readManifest(from)
	if err != nil {
		t.Fatal(err)
	}
	db, err := pebble.Open(dir, databaseOptions())
	if err != nil {
		t.Fatal(err)
	}
	rows, err := rowsOf(db.NewIter)
	if err != nil {
		t.Fatal(err)
	}
	found := ofFamily(rows, family)
	if len(found) == 0 {
		t.Fatalf("there is no %s", family)
	}
	first, other := found[0], found[len(found)-1].value
	switch family {
	case "statistics":
		other = nil
	case "digest", "index principal-hash":
		other = bytes.Clone(first.value)
		other[len(other)-1] ^= 1
	}
	switch change {
	case remove:
		err = db.Delete(first.key, pebble.Sync)
	case replace:
		err = db.Set(first.key, other, pebble.Sync)
	case add:
		err = db.Set(append(bytes.Clone(first.key), '!'), first.value, pebble.Sync)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	pack(t, manifest, dir, to)
}

func pack(t *testing.T, manifest *c1zv3.C1ZManifestV3, dir, to string) {
	t.Helper()
	write := func(out io.Writer) error { return formatv3.WriteEnvelope(out, manifest, dir) }
	if err := writeFile(to, write); err != nil {
		t.Fatal(err)
	}
}
