package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	v3 "github.com/conductorone/baton-sdk/pb/c1/storage/v3"
	"github.com/conductorone/baton-sdk/pkg/dotc1z"
	"github.com/conductorone/baton-sdk/pkg/dotc1z/c1zstore"
	"github.com/conductorone/baton-sdk/pkg/dotc1z/engine/pebble"
)

// assetLister walks the assets of one sync. The SDK can fetch an asset by its id
// but offers no listing over both formats, so each format gets its own way in.
type assetLister interface {
	list(ctx context.Context, syncID string, use func(id, contentType string, data []byte) error) error
}

func openAssets(ctx context.Context, store c1zstore.Store, path, tmp string) (assetLister, error) {
	if engine, ok := pebble.AsEngine(store); ok {
		return pebbleAssets{engine: engine}, nil
	}
	if _, ok := dotc1z.AsSQLiteStore(store); ok {
		db := filepath.Join(tmp, "assets.db")
		if err := decodeV1(ctx, path, db); err != nil {
			return nil, err
		}
		return sqliteAssets{path: db}, nil
	}
	return nil, fmt.Errorf("no way to list the assets of a %T", store)
}

type pebbleAssets struct {
	engine *pebble.Engine
}

func (a pebbleAssets) list(ctx context.Context, _ string, use func(id, contentType string, data []byte) error) error {
	var failed error
	err := a.engine.IterateAssets(ctx, func(r *v3.AssetRecord) bool {
		failed = use(r.GetExternalId(), r.GetContentType(), r.GetData())
		return failed == nil
	})
	return errors.Join(err, failed)
}

// sqliteAssets reads a decoded copy of its own, since the store does not give
// out its connection.
type sqliteAssets struct {
	path string
}

func (a sqliteAssets) list(ctx context.Context, syncID string, use func(id, contentType string, data []byte) error) (err error) {
	db, err := sql.Open("sqlite", a.path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.QueryContext(ctx, "select external_id, content_type, data from v1_assets where sync_id = ?", syncID)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var id, contentType string
		var data []byte
		if err := rows.Scan(&id, &contentType, &data); err != nil {
			return err
		}
		if err := use(id, contentType, data); err != nil {
			return err
		}
	}
	return rows.Err()
}

func decodeV1(ctx context.Context, path, out string) (err error) {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	decoder, err := dotc1z.NewDecoder(in, dotc1z.WithContext(ctx))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, decoder.Close()) }()
	db, err := os.Create(out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = io.Copy(db, decoder)
	return err
}
