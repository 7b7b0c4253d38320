package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	"github.com/conductorone/baton-sdk/pkg/connectorstore"
	"github.com/conductorone/baton-sdk/pkg/dotc1z"
	"github.com/conductorone/baton-sdk/pkg/dotc1z/c1zstore"
)

// defaultChunk is the number of records per put call of workload R.
const defaultChunk = 10_000

func runGenerate(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("generate", flag.ContinueOnError)
	workload := flags.String("workload", "R", "R or D")
	grants := flags.Int("grants", 0, "number of grants")
	chunk := flags.Int("chunk", -1, "records per put call; 0 = all in one call; default 10000 for R and 0 for D")
	engineName := flags.String("engine", "pebble", "pebble writes a v3 file, sqlite a v1 file")
	positional, err := parseArgs(flags, args, 1)
	if err != nil {
		return err
	}
	if *grants <= 0 {
		return errors.New("generate: --grants must be positive")
	}

	engine, err := engineOf(*engineName)
	if err != nil {
		return err
	}

	var emit func(recordSink) error
	switch *workload {
	case "R":
		w, err := newWorkloadR(*grants, workloadSeed)
		if err != nil {
			return err
		}
		emit = w.emit
		if *chunk < 0 {
			*chunk = defaultChunk
		}
	case "D":
		emit = workloadD{grants: *grants}.emit
		if *chunk < 0 {
			*chunk = 0
		}
	default:
		return fmt.Errorf("generate: unknown workload %q", *workload)
	}

	report, err := writeWorkload(ctx, positional[0], engine, emit, *chunk)
	if err != nil {
		return err
	}
	report["engine"] = *engineName
	report["workload"] = *workload
	report["grants"] = *grants
	report["chunk"] = *chunk
	return writeJSONLine(os.Stdout, report)
}

func engineOf(name string) (c1zstore.Engine, error) {
	switch name {
	case "pebble":
		return c1zstore.EnginePebble, nil
	case "sqlite":
		return c1zstore.EngineSQLite, nil
	default:
		return "", fmt.Errorf("generate: unknown engine %q", name)
	}
}

// writeWorkload writes one full sync and tells how long each phase took. Making
// the records is not part of any phase.
func writeWorkload(
	ctx context.Context, out string, engine c1zstore.Engine, emit func(recordSink) error, chunk int,
) (_ object, err error) {
	// The writer would silently replace the content of an existing file.
	if _, statErr := os.Stat(out); statErr == nil {
		return nil, fmt.Errorf("generate: %s already exists", out)
	}
	tmp, err := newTempDir()
	if err != nil {
		return nil, err
	}
	defer tmp.remove(&err)

	cpuBefore := processCPU()
	begin := time.Now()
	store, err := dotc1z.NewStore(ctx, out, dotc1z.WithEngine(engine), dotc1z.WithTmpDir(tmp.path))
	if err != nil {
		return nil, err
	}
	open := true
	defer func() {
		if open {
			// Closing saves what there is, an unfinished sync; it must not be
			// taken for the workload.
			err = errors.Join(err, store.Close(ctx), os.RemoveAll(out))
		}
	}()
	if _, err := store.StartNewSync(ctx, connectorstore.SyncTypeFull, ""); err != nil {
		return nil, err
	}
	opened := time.Since(begin)

	sink := &storeSink{ctx: ctx, store: store, chunk: chunk}
	if err := emit(sink); err != nil {
		return nil, err
	}
	if err := sink.flush(); err != nil {
		return nil, err
	}

	mark := time.Now()
	if err := store.EndSync(ctx); err != nil {
		return nil, err
	}
	ended := time.Since(mark)

	mark = time.Now()
	open = false
	if err := store.Close(ctx); err != nil {
		return nil, err
	}
	packed := time.Since(mark)
	elapsed := time.Since(begin)
	cpu := processCPU() - cpuBefore

	info, err := os.Stat(out)
	if err != nil {
		return nil, err
	}
	return object{
		"open_ns":     opened.Nanoseconds(),
		"put_ns":      sink.spent.Nanoseconds(),
		"end_sync_ns": ended.Nanoseconds(),
		"pack_ns":     packed.Nanoseconds(),
		"elapsed_ns":  elapsed.Nanoseconds(),
		"cpu_ns":      cpu.Nanoseconds(),
		"file_bytes":  info.Size(),
	}, nil
}

// storeSink collects records and hands them to the store in calls of one chunk.
// A change of kind ends the running chunk, so calls arrive in recipe order.
type storeSink struct {
	ctx   context.Context
	store c1zstore.Store
	chunk int // 0 = no limit

	spent         time.Duration
	resourceTypes []*v2.ResourceType
	resources     []*v2.Resource
	entitlements  []*v2.Entitlement
	grants        []*v2.Grant
}

func (s *storeSink) resourceType(r *v2.ResourceType) error {
	s.resourceTypes = append(s.resourceTypes, r)
	return s.flushIfFull(len(s.resourceTypes))
}

func (s *storeSink) resource(r *v2.Resource) error {
	s.resources = append(s.resources, r)
	return s.flushIfFull(len(s.resources))
}

func (s *storeSink) entitlement(e *v2.Entitlement) error {
	s.entitlements = append(s.entitlements, e)
	return s.flushIfFull(len(s.entitlements))
}

func (s *storeSink) grant(g *v2.Grant) error {
	s.grants = append(s.grants, g)
	return s.flushIfFull(len(s.grants))
}

func (s *storeSink) flushIfFull(n int) error {
	if s.chunk == 0 || n < s.chunk {
		return nil
	}
	return s.flush()
}

func (s *storeSink) flush() error {
	return errors.Join(
		putChunk(s, &s.resourceTypes, s.store.PutResourceTypes),
		putChunk(s, &s.resources, s.store.PutResources),
		putChunk(s, &s.entitlements, s.store.PutEntitlements),
		putChunk(s, &s.grants, s.store.PutGrants),
	)
}

func putChunk[T any](s *storeSink, pending *[]T, put func(context.Context, ...T) error) error {
	if len(*pending) == 0 {
		return nil
	}
	begin := time.Now()
	err := put(s.ctx, *pending...)
	s.spent += time.Since(begin)
	*pending = nil
	return err
}
