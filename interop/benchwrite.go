package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	"github.com/conductorone/baton-sdk/pkg/dotc1z/c1zstore"
)

// runBenchWrite measures the writing of a workload whose records are made
// beforehand: from opening the store to the packed file.
func runBenchWrite(ctx context.Context, args []string) (err error) {
	flags := flag.NewFlagSet("bench-write", flag.ContinueOnError)
	grants := flags.Int("grants", 0, "number of grants")
	chunk := flags.Int("chunk", defaultChunk, "records per put call; 0 = all in one call")
	reps := flags.Int("reps", 5, "repetitions")
	keep := flags.String("keep", "", "where the last file is left")
	positional, err := parseArgs(flags, args, 1)
	if err != nil {
		return err
	}
	if *grants <= 0 || *reps < 1 {
		return errors.New("bench-write: --grants and --reps must be positive")
	}
	held := &heldRecords{}
	switch positional[0] {
	case "R":
		w, err := newWorkloadR(*grants, workloadSeed)
		if err != nil {
			return err
		}
		err = w.emit(held)
		if err != nil {
			return err
		}
	case "D":
		if err := (workloadD{grants: *grants}).emit(held); err != nil {
			return err
		}
	default:
		return fmt.Errorf("bench-write: unknown workload %q", positional[0])
	}
	before := processMaxRSS()

	tmp, err := newTempDir()
	if err != nil {
		return err
	}
	defer tmp.remove(&err)
	for rep := 1; rep <= *reps; rep++ {
		out := filepath.Join(tmp.path, fmt.Sprintf("rep%d.c1z", rep))
		report, err := writeWorkload(ctx, out, c1zstore.EnginePebble, held.emit, *chunk)
		if err != nil {
			return err
		}
		if rep == *reps && *keep != "" {
			err = os.Rename(out, *keep)
		} else {
			err = os.Remove(out)
		}
		if err != nil {
			return err
		}
		line := object{
			"kind":          "repetition",
			"rep":           rep,
			"workload":      positional[0],
			"grants":        *grants,
			"wall_ns":       report["elapsed_ns"],
			"cpu_ns":        report["cpu_ns"],
			"file_bytes":    report["file_bytes"],
			"records_rss":   before,
			"max_rss_bytes": processMaxRSS(),
		}
		if err := writeJSONLine(os.Stdout, line); err != nil {
			return err
		}
	}
	return nil
}

// heldRecords keeps the records of a workload, to give them out again.
type heldRecords struct {
	resourceTypes []*v2.ResourceType
	resources     []*v2.Resource
	entitlements  []*v2.Entitlement
	grants        []*v2.Grant
}

func (h *heldRecords) resourceType(r *v2.ResourceType) error {
	h.resourceTypes = append(h.resourceTypes, r)
	return nil
}

func (h *heldRecords) resource(r *v2.Resource) error {
	h.resources = append(h.resources, r)
	return nil
}

func (h *heldRecords) entitlement(e *v2.Entitlement) error {
	h.entitlements = append(h.entitlements, e)
	return nil
}

func (h *heldRecords) grant(g *v2.Grant) error {
	h.grants = append(h.grants, g)
	return nil
}

func (h *heldRecords) emit(sink recordSink) error {
	for _, r := range h.resourceTypes {
		if err := sink.resourceType(r); err != nil {
			return err
		}
	}
	for _, r := range h.resources {
		if err := sink.resource(r); err != nil {
			return err
		}
	}
	for _, e := range h.entitlements {
		if err := sink.entitlement(e); err != nil {
			return err
		}
	}
	for _, g := range h.grants {
		if err := sink.grant(g); err != nil {
			return err
		}
	}
	return nil
}
