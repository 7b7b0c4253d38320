package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/conductorone/baton-sdk/pkg/connectorstore"
	"github.com/conductorone/baton-sdk/pkg/dotc1z"
	"github.com/conductorone/baton-sdk/pkg/dotc1z/c1zstore"
	"github.com/conductorone/baton-sdk/pkg/types/sessions"
)

func runWrite(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("write", flag.ContinueOnError)
	seed := flags.Uint64("seed", 0, "the seed of the first file; each further one has the next")
	files, err := parseSeveral(flags, args)
	if err != nil {
		return err
	}
	for i, file := range files {
		if err := writeRandom(ctx, file, *seed+uint64(i)); err != nil {
			return fmt.Errorf("seed %d: %w", *seed+uint64(i), err)
		}
	}
	return nil
}

var syncTypes = []connectorstore.SyncType{
	connectorstore.SyncTypeFull,
	connectorstore.SyncTypePartial,
	connectorstore.SyncTypeResourcesOnly,
	connectorstore.SyncTypePartialUpserts,
	connectorstore.SyncTypePartialDeletions,
}

var payloadEncodings = []c1zstore.PayloadEncoding{
	c1zstore.PayloadEncodingIndexedZstd,
	c1zstore.PayloadEncodingTarZstd,
	c1zstore.PayloadEncodingTar,
}

// writeRandom writes what a seed says through the SDK as a connector would: some
// put calls with records of one kind each, in any order, and an end, or none.
func writeRandom(ctx context.Context, out string, seed uint64) (err error) {
	if _, statErr := os.Stat(out); statErr == nil {
		return fmt.Errorf("write: %s already exists", out)
	}
	tmp, err := newTempDir()
	if err != nil {
		return err
	}
	defer tmp.remove(&err)
	world := newRandomWorld(seed)
	store, err := dotc1z.NewStore(ctx, out,
		dotc1z.WithEngine(c1zstore.EnginePebble),
		dotc1z.WithPayloadEncoding(payloadEncodings[world.dice.intn(len(payloadEncodings))]),
		dotc1z.WithTmpDir(tmp.path))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close(ctx)) }()
	sync, err := store.StartNewSync(ctx, syncTypes[world.dice.intn(len(syncTypes))], "")
	if err != nil {
		return err
	}
	if err := putRandom(ctx, store, sync, world); err != nil {
		return err
	}
	if world.oneIn(3) {
		if err := store.CheckpointSync(ctx, `{"step":"`+world.text()+`"}`); err != nil {
			return err
		}
	}
	if world.oneIn(6) {
		return nil
	}
	return store.EndSync(ctx)
}

func putRandom(ctx context.Context, store c1zstore.Store, sync string, w *randomWorld) error {
	for range w.dice.intn(12) {
		var err error
		switch w.dice.intn(7) {
		case 0:
			err = store.PutResourceTypes(ctx, some(w, w.resourceType)...)
		case 1:
			err = store.PutResources(ctx, some(w, w.resource)...)
		case 2:
			err = store.PutEntitlements(ctx, some(w, w.entitlement)...)
		case 3, 4:
			err = store.PutGrants(ctx, some(w, w.grant)...)
		case 5:
			asset, contentType, data := w.asset()
			err = store.PutAsset(ctx, asset, contentType, data)
		case 6:
			err = store.SessionStore().Set(ctx, w.id(), w.bytes(), sessions.WithSyncID(sync))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
