package main

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	v3 "github.com/conductorone/baton-sdk/pb/c1/storage/v3"
	enginepebble "github.com/conductorone/baton-sdk/pkg/dotc1z/engine/pebble"
	"google.golang.org/protobuf/proto"
)

// row is one live key with its value.
type row struct {
	key, value []byte
}

// rowsOf returns copies of everything that an iterator shows, in key order.
func rowsOf(newIter func(*pebble.IterOptions) (*pebble.Iterator, error)) (rows []row, err error) {
	iter, err := newIter(&pebble.IterOptions{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, iter.Close()) }()
	for ok := iter.First(); ok; ok = iter.Next() {
		value, err := iter.ValueAndErr()
		if err != nil {
			return nil, err
		}
		rows = append(rows, row{bytes.Clone(iter.Key()), bytes.Clone(value)})
	}
	return rows, iter.Error()
}

// families names what a key is for by how it begins.
var families = []struct {
	name   string
	prefix []byte
}{
	{"resource type", enginepebble.ResourceTypeLowerBound()},
	{"resource", enginepebble.ResourceLowerBound()},
	{"entitlement", enginepebble.EntitlementLowerBound()},
	{"grant", enginepebble.GrantLowerBound()},
	{"asset", enginepebble.AssetLowerBound()},
	{"sync run", enginepebble.SyncRunLowerBound()},
	{"index by parent", enginepebble.ResourceByParentLowerBound()},
	{"index by principal", enginepebble.GrantByPrincipalLowerBound()},
	{"index needs-expansion", enginepebble.GrantByNeedsExpansionLowerBound()},
	{"index principal-hash", enginepebble.GrantByEntPrincHashLowerBound()},
	{"session", sessionPrefix},
	{"digest", enginepebble.DigestLowerBound()},
	{"statistics", enginepebble.SyncStatsSidecarLowerBound()},
	{"entitlement graph", []byte("\x03\xffentitlement-graph\x00")},
	{"mark of a deferred index", []byte("\x03\xffdeferred_grant_idx_pending")},
}

// sessionPrefix begins the keys of sessions; the SDK keeps it to itself.
var sessionPrefix = []byte{0x03, 0x09}

func familyOf(key []byte) string {
	for _, family := range families {
		if bytes.HasPrefix(key, family.prefix) {
			return family.name
		}
	}
	return "engine"
}

// compare takes both lists in key order and reports each row that is in one of
// them only, or has another value in the other.
func (c *checker) compare(where string, stored, expected []row) {
	i, j := 0, 0
	for i < len(stored) || j < len(expected) {
		switch order := compareKeys(stored[i:], expected[j:]); {
		case order < 0:
			c.fault("%s: %s: nothing calls for key %x, value %x", where, familyOf(stored[i].key), stored[i].key, stored[i].value)
			i++
		case order > 0:
			c.fault("%s: %s: missing key %x, value %x", where, familyOf(expected[j].key), expected[j].key, expected[j].value)
			j++
		default:
			if s, e := stored[i], expected[j]; !sameValue(s, e) {
				c.fault("%s: %s: key %x has value %x, expected %x", where, familyOf(s.key), s.key, s.value, e.value)
			}
			i++
			j++
		}
	}
}

// compareKeys compares the first keys; the end of a list comes last.
func compareKeys(a, b []row) int {
	if len(a) == 0 {
		return 1
	}
	if len(b) == 0 {
		return -1
	}
	return bytes.Compare(a[0].key, b[0].key)
}

// sameValue looks past the one thing that differs from run to run: when the
// statistics were written.
func sameValue(a, b row) bool {
	if bytes.Equal(a.value, b.value) {
		return true
	}
	if familyOf(a.key) != "statistics" {
		return false
	}
	x, errX := untimed(a.value)
	y, errY := untimed(b.value)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

func untimed(statistics []byte) ([]byte, error) {
	var record v3.SyncStatsRecord
	if err := proto.Unmarshal(statistics, &record); err != nil {
		return nil, fmt.Errorf("statistics: %w", err)
	}
	record.SetWrittenAt(nil)
	return proto.MarshalOptions{Deterministic: true}.Marshal(&record)
}
