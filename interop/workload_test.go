package main

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"testing"

	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	"google.golang.org/protobuf/proto"
)

// digestSink counts records and hashes their deterministic encoding, each after
// its length, so that a change of any byte or of the order shows.
type digestSink struct {
	hash                                   hash.Hash
	types, resources, entitlements, grants int
	grantIDs                               map[string]bool
}

func newDigestSink() *digestSink {
	return &digestSink{hash: sha256.New(), grantIDs: map[string]bool{}}
}

func (s *digestSink) add(m proto.Message) error {
	encoded, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	if err != nil {
		return err
	}
	s.hash.Write([]byte{byte(len(encoded)), byte(len(encoded) >> 8)})
	s.hash.Write(encoded)
	return nil
}

func (s *digestSink) resourceType(r *v2.ResourceType) error { s.types++; return s.add(r) }
func (s *digestSink) resource(r *v2.Resource) error         { s.resources++; return s.add(r) }
func (s *digestSink) entitlement(e *v2.Entitlement) error   { s.entitlements++; return s.add(e) }
func (s *digestSink) grant(g *v2.Grant) error {
	s.grants++
	s.grantIDs[g.GetId()] = true
	return s.add(g)
}

func (s *digestSink) sum() string { return hex.EncodeToString(s.hash.Sum(nil)) }

func runWorkloadR(t *testing.T, grants int, seed uint64) *digestSink {
	t.Helper()
	w, err := newWorkloadR(grants, seed)
	if err != nil {
		t.Fatal(err)
	}
	sink := newDigestSink()
	if err := w.emit(sink); err != nil {
		t.Fatal(err)
	}
	return sink
}

func TestWorkloadRHasThePublishedSizes(t *testing.T) {
	for _, c := range []struct{ grants, resources, entitlements int }{
		{10_000, 1_050, 54},
		{100_000, 10_455, 495},
	} {
		got := runWorkloadR(t, c.grants, workloadSeed)
		if got.types != 4 || got.resources != c.resources || got.entitlements != c.entitlements || got.grants != c.grants {
			t.Errorf("%d grants: %d types, %d resources, %d entitlements, %d grants; want 4, %d, %d, %d",
				c.grants, got.types, got.resources, got.entitlements, got.grants, c.resources, c.entitlements, c.grants)
		}
		if len(got.grantIDs) != c.grants {
			t.Errorf("%d grants: only %d ids", c.grants, len(got.grantIDs))
		}
	}
}

func TestWorkloadRIsDeterministic(t *testing.T) {
	// The pinned sum guards the recipe: published files and numbers depend on
	// these bytes, so a change here is a new workload and needs a new name.
	const pinned = "ecbb458282ff69ce96d21ca7662dc390f72d14df95512ad7f6f8eae3ab1d9bf0"
	first := runWorkloadR(t, 1000, workloadSeed).sum()
	if first != pinned {
		t.Errorf("sum of 1000 grants is %s, pinned %s", first, pinned)
	}
	if again := runWorkloadR(t, 1000, workloadSeed).sum(); again != first {
		t.Errorf("two runs differ: %s and %s", first, again)
	}
	if other := runWorkloadR(t, 1000, workloadSeed+1).sum(); other == first {
		t.Error("another seed made the same records")
	}
}

func TestWorkloadRRefusesLessThanOneUser(t *testing.T) {
	if _, err := newWorkloadR(9, workloadSeed); err == nil {
		t.Error("9 grants were accepted")
	}
}

func TestWorkloadDPairsAreDistinct(t *testing.T) {
	sink := newDigestSink()
	if err := (workloadD{grants: 2_345}).emit(sink); err != nil {
		t.Fatal(err)
	}
	if sink.grants != 2_345 || len(sink.grantIDs) != 2_345 {
		t.Errorf("%d grants with %d ids", sink.grants, len(sink.grantIDs))
	}
	if sink.types+sink.resources+sink.entitlements != 0 {
		t.Error("workload D consists of grants only")
	}
	if !sink.grantIDs["app:github:entitlement-0044:user:user-00000023"] {
		t.Error("grant 2344 is not where the recipe puts it")
	}
}
