package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cockroachdb/pebble/v2/vfs"
	c1zv3 "github.com/conductorone/baton-sdk/pb/c1/c1z/v3"
	v3 "github.com/conductorone/baton-sdk/pb/c1/storage/v3"
	"github.com/conductorone/baton-sdk/pkg/connectorstore"
	"github.com/conductorone/baton-sdk/pkg/dotc1z/c1zstore"
	enginepebble "github.com/conductorone/baton-sdk/pkg/dotc1z/engine/pebble"
	"github.com/conductorone/baton-sdk/pkg/types/sessions"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

// compareAnew has the SDK write the records of a file once more, into memory,
// and compares all that comes of it: the key of every record, every entry of
// every index, the digests, the statistics, the stamps, and the manifest. What
// the SDK derives from the records is the measure; nothing is derived here.
func (c *checker) compareAnew(stored []row, manifest *c1zv3.C1ZManifestV3) (err error) {
	run, err := syncRunOf(stored)
	if err != nil {
		return err
	}
	digested := slices.ContainsFunc(stored, func(r row) bool { return familyOf(r.key) == "digest" })
	engine, err := enginepebble.Open(c.ctx, "anew", enginepebble.WithVFS(vfs.NewMem()),
		enginepebble.WithDurability(enginepebble.DurabilityNoSync), enginepebble.WithGrantDigestIndex(digested))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	if run != nil {
		if err := c.writeAnew(engine, run, stored); err != nil {
			return err
		}
	}
	expected, err := rowsOf(engine.NewIter)
	if err != nil {
		return err
	}
	if len(ofFamily(stored, "mark of a deferred index")) > 0 {
		// The sync was interrupted before its end, which makes up for them.
		owed := func(r row) bool {
			family := familyOf(r.key)
			return family == "index by principal" || family == "mark of a deferred index"
		}
		stored = slices.DeleteFunc(slices.Clone(stored), owed)
		expected = slices.DeleteFunc(expected, owed)
	}
	c.compare("written anew by the SDK", stored, expected)
	return c.compareManifest(engine, manifest)
}

func syncRunOf(stored []row) (*v3.SyncRunRecord, error) {
	for _, r := range stored {
		if familyOf(r.key) == "sync run" {
			run := &v3.SyncRunRecord{}
			return run, proto.Unmarshal(r.value, run)
		}
	}
	return nil, nil
}

func (c *checker) writeAnew(engine *enginepebble.Engine, run *v3.SyncRunRecord, stored []row) error {
	if _, err := engine.StartNewSyncWithID(c.ctx, connectorstore.SyncTypeFull, run.GetSyncId(), ""); err != nil {
		return err
	}
	// Before the end: the statistics take durations and calls from its token.
	begun := proto.CloneOf(run)
	begun.SetEndedAt(nil)
	if err := engine.PutSyncRunRecord(c.ctx, begun); err != nil {
		return err
	}
	if err := c.putRecords(engine, run.GetSyncId(), stored); err != nil {
		return err
	}
	// What is left to the syncer, which keeps it as it likes.
	for _, r := range ofFamily(stored, "entitlement graph") {
		if err := engine.PutEntitlementGraphSidecar(c.ctx, r.value); err != nil {
			return err
		}
	}
	if run.GetEndedAt() == nil {
		return nil
	}
	if err := engine.EndSync(c.ctx); err != nil {
		return err
	}
	return engine.PutSyncRunRecord(c.ctx, run)
}

// putChunkRows bounds what one put call holds.
const putChunkRows = 10_000

func (c *checker) putRecords(engine *enginepebble.Engine, sync string, stored []row) error {
	return errors.Join(
		putFamily(c, stored, "resource type", engine.PutResourceTypeRecords),
		putFamily(c, stored, "resource", engine.PutResourceRecords),
		putFamily(c, stored, "entitlement", engine.PutEntitlementRecords),
		putFamily(c, stored, "grant", engine.PutGrantRecords),
		putFamily(c, stored, "asset", eachOf(engine.PutAssetRecord)),
		putFamily(c, stored, "session", eachOf(func(ctx context.Context, record *v3.SessionRecord) error {
			return engine.SessionSet(ctx, record.GetKey(), record.GetValue(), sessions.WithSyncID(sync))
		})),
	)
}

func putFamily[T any, P interface {
	*T
	proto.Message
}](c *checker, stored []row, family string, put func(context.Context, ...P) error) error {
	for chunk := range slices.Chunk(ofFamily(stored, family), putChunkRows) {
		records := make([]P, 0, len(chunk))
		for _, r := range chunk {
			record := P(new(T))
			if err := proto.Unmarshal(r.value, record); err != nil {
				return fmt.Errorf("%s: key %x: %w", family, r.key, err)
			}
			records = append(records, record)
		}
		if err := put(c.ctx, records...); err != nil {
			return fmt.Errorf("%s: %w", family, err)
		}
	}
	return nil
}

func eachOf[P any](put func(context.Context, P) error) func(context.Context, ...P) error {
	return func(ctx context.Context, records ...P) error {
		for _, record := range records {
			if err := put(ctx, record); err != nil {
				return err
			}
		}
		return nil
	}
}

func compareKey(r row, key []byte) int { return bytes.Compare(r.key, key) }

// ofFamily cuts out the rows of one family, which lie together.
func ofFamily(stored []row, name string) []row {
	for _, family := range families {
		if family.name == name {
			from, _ := slices.BinarySearchFunc(stored, family.prefix, compareKey)
			to := from
			for to < len(stored) && bytes.HasPrefix(stored[to].key, family.prefix) {
				to++
			}
			return stored[from:to]
		}
	}
	return nil
}

// compareManifest compares field by field what the SDK would say in front of
// the same records: descriptors, sync runs with their counts, the digest.
func (c *checker) compareManifest(engine *enginepebble.Engine, manifest *c1zv3.C1ZManifestV3) error {
	expected, err := enginepebble.BuildManifestWithSyncRuns(c.ctx, engine, c1zstore.PayloadEncodingUnspecified)
	if err != nil {
		return err
	}
	// A free choice, and a count of what a file went through.
	expected.SetPayloadEncoding(manifest.GetPayloadEncoding())
	expected.SetFoldDeadBytes(manifest.GetFoldDeadBytes())
	stored := proto.CloneOf(manifest)
	for _, m := range []*c1zv3.C1ZManifestV3{stored, expected} {
		for _, run := range m.GetSyncRuns() {
			if run.HasStats() {
				run.GetStats().SetWrittenAt(nil)
			}
		}
		// The SDK lists them in another order each time.
		slices.SortFunc(m.GetDescriptors().GetFile(), func(a, b *descriptorpb.FileDescriptorProto) int {
			return strings.Compare(a.GetName(), b.GetName())
		})
	}
	fields := stored.ProtoReflect().Descriptor().Fields()
	for i := range fields.Len() {
		field := fields.Get(i)
		if !proto.Equal(only(stored, field), only(expected, field)) {
			if field.Name() == "descriptors" {
				c.fault("manifest: descriptors are not those of the SDK")
				continue
			}
			c.fault("manifest: %s, expected %s", only(stored, field), only(expected, field))
		}
	}
	if unknown := stored.ProtoReflect().GetUnknown(); len(unknown) > 0 {
		c.fault("manifest: unknown fields %x", []byte(unknown))
	}
	return nil
}

// only returns a message with this field and no other.
func only(m *c1zv3.C1ZManifestV3, field protoreflect.FieldDescriptor) *c1zv3.C1ZManifestV3 {
	alone := &c1zv3.C1ZManifestV3{}
	if m.ProtoReflect().Has(field) {
		alone.ProtoReflect().Set(field, m.ProtoReflect().Get(field))
	}
	return alone
}
