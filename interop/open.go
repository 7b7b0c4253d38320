package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/cockroachdb/pebble/v2"
	c1zv3 "github.com/conductorone/baton-sdk/pb/c1/c1z/v3"
	"github.com/conductorone/baton-sdk/pkg/dotc1z"
	"github.com/conductorone/baton-sdk/pkg/dotc1z/c1zstore"
	formatv3 "github.com/conductorone/baton-sdk/pkg/dotc1z/format/v3"
)

// readStore opens a file of either format read-only through the SDK, runs use,
// and closes it. The SDK works on an unpacked copy and never touches the file.
func readStore(ctx context.Context, path string, use func(store c1zstore.Store, tmp string) error) (err error) {
	tmp, err := newTempDir()
	if err != nil {
		return err
	}
	defer tmp.remove(&err)
	store, err := dotc1z.NewStore(ctx, path, dotc1z.WithReadOnly(true), dotc1z.WithTmpDir(tmp.path))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close(ctx)) }()
	return use(store, tmp.path)
}

// unpack extracts the Pebble directory of a v3 file, without the migrations
// that an open through the SDK would run on it.
func unpack(path, dir string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	_, _, err = formatv3.ExtractEnvelopePayload(f, dir)
	return err
}

// readManifest returns the manifest in front of a v3 file, the descriptors
// included, which the SDK verifies to be complete.
func readManifest(path string) (_ *c1zv3.C1ZManifestV3, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	envelope, err := formatv3.ReadEnvelope(f)
	if err != nil {
		return nil, err
	}
	return envelope.Manifest, nil
}

// withPebble unpacks a v3 file and opens its directory with Pebble itself.
// configure adjusts the options before the open.
func withPebble(path string, configure func(*pebble.Options), use func(db *pebble.DB) error) (err error) {
	tmp, err := newTempDir()
	if err != nil {
		return err
	}
	defer tmp.remove(&err)
	dir := filepath.Join(tmp.path, "db")
	if err := unpack(path, dir); err != nil {
		return err
	}
	return openPebble(tmp, dir, configure, use)
}

func openPebble(tmp tempDir, dir string, configure func(*pebble.Options), use func(db *pebble.DB) error) (err error) {
	options := &pebble.Options{
		Logger: pebbleLogger{fatal: func() {
			var ignored error
			tmp.remove(&ignored)
			os.Exit(1)
		}},
		// The copy is thrown away, so reshaping it in the background is waste,
		// and it would hide the shape that is to be looked at.
		DisableAutomaticCompactions: true,
	}
	configure(options)
	db, err := pebble.Open(dir, options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return use(db)
}

// pebbleLogger drops the chatter. Pebble reports a damaged block as fatal and
// expects the process to end, possibly from a goroutine of its own.
type pebbleLogger struct {
	fatal func()
}

func (pebbleLogger) Infof(string, ...any) {}

func (pebbleLogger) Errorf(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "peer: pebble: "+format+"\n", args...)
}

func (l pebbleLogger) Fatalf(format string, args ...any) {
	// The first line says what is wrong; a stack trace of many pages follows it.
	what, _, _ := strings.Cut(fmt.Sprintf(format, args...), "\n")
	fmt.Fprintln(os.Stderr, "peer: pebble:", what)
	l.fatal()
}
