package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	reader_v2 "github.com/conductorone/baton-sdk/pb/c1/reader/v2"
	"github.com/conductorone/baton-sdk/pkg/connectorstore"
	"github.com/conductorone/baton-sdk/pkg/dotc1z"
	"github.com/conductorone/baton-sdk/pkg/dotc1z/c1zstore"
)

// holdersPage is the page size of the first-holders scenario: what a screen shows.
const holdersPage = 100

// scenario is one measured operation. prepare runs once, untimed, on an open
// store, and returns the repetition; a repetition makes ops calls and returns
// the number of rows they yielded.
type scenario struct {
	name    string
	ops     int  // default number of calls per repetition
	reopens bool // the repetition opens and closes the file itself
	prepare func(b *bench) (repetition, error)
}

type repetition func() (rows int64, err error)

func scenarios() []scenario {
	return []scenario{
		{name: "open", ops: 1, reopens: true, prepare: (*bench).open},
		{name: "first-holders", ops: 1, reopens: true, prepare: (*bench).firstHolders},
		{name: "list-grants", ops: 1, prepare: (*bench).listGrants},
		{name: "get-grant", ops: 20_000, prepare: (*bench).getGrant},
		{name: "get-resource", ops: 20_000, prepare: (*bench).getResource},
		{name: "by-principal", ops: 5_000, prepare: (*bench).byPrincipal},
		{name: "by-entitlement", ops: 300, prepare: (*bench).byEntitlement},
		{name: "stats", ops: 1_000, prepare: (*bench).stats},
	}
}

func scenarioNames() string {
	var names []string
	for _, s := range scenarios() {
		names = append(names, s.name)
	}
	return strings.Join(names, "|")
}

// bench is one run: a file, its newest sync, and the open store, which is nil
// between prepare and the repetitions of a scenario that reopens.
type bench struct {
	ctx    context.Context
	path   string
	tmp    string
	syncID string
	ops    int
	store  c1zstore.Store
	facts  object // what prepare chose, for the setup line
}

func runBench(ctx context.Context, args []string) (err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	reps := flags.Int("reps", 5, "repetitions")
	ops := flags.Int("ops", 0, "calls per repetition; 0 = the default of the scenario")
	positional, err := parseArgs(flags, args, 2)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(scenarios(), func(s scenario) bool { return s.name == positional[0] })
	if at < 0 {
		return fmt.Errorf("bench: unknown scenario %q, known are %s", positional[0], scenarioNames())
	}
	chosen := scenarios()[at]
	if *ops == 0 {
		*ops = chosen.ops
	}
	if *ops < 1 || *reps < 1 {
		return errors.New("bench: --ops and --reps must be positive")
	}

	tmp, err := newTempDir()
	if err != nil {
		return err
	}
	defer tmp.remove(&err)
	b := &bench{ctx: ctx, path: positional[1], tmp: tmp.path, ops: *ops, facts: object{}}
	defer func() { err = errors.Join(err, b.close()) }()
	if err := b.openNewest(); err != nil {
		return err
	}
	repeat, err := chosen.prepare(b)
	if err != nil {
		return err
	}
	if chosen.reopens {
		if err := b.close(); err != nil {
			return err
		}
	}
	if err := b.writeSetup(chosen.name); err != nil {
		return err
	}
	for rep := 1; rep <= *reps; rep++ {
		line, err := measure(repeat)
		if err != nil {
			return err
		}
		line["scenario"] = chosen.name
		line["rep"] = rep
		line["ops"] = b.ops
		if err := writeJSONLine(os.Stdout, line); err != nil {
			return err
		}
	}
	return nil
}

// measure runs one repetition from a collected heap, so that a repetition pays
// for its own garbage and not for that of its predecessor.
func measure(repeat repetition) (object, error) {
	runtime.GC()
	cpu := processCPU()
	begin := time.Now()
	rows, err := repeat()
	wall := time.Since(begin)
	cpu = processCPU() - cpu
	return object{
		"kind":          "repetition",
		"rows":          rows,
		"wall_ns":       wall.Nanoseconds(),
		"cpu_ns":        cpu.Nanoseconds(),
		"max_rss_bytes": processMaxRSS(),
	}, err
}

func (b *bench) writeSetup(name string) error {
	info, err := os.Stat(b.path)
	if err != nil {
		return err
	}
	setup := object{
		"kind":       "setup",
		"scenario":   name,
		"file":       filepath.Base(b.path),
		"file_bytes": info.Size(),
		"engine":     "go " + sdkVersion(),
		"cores":      runtime.GOMAXPROCS(0),
	}
	for key, value := range b.facts {
		setup[key] = value
	}
	return writeJSONLine(os.Stdout, setup)
}

func (b *bench) openStore() (c1zstore.Store, error) {
	return dotc1z.NewStore(b.ctx, b.path, dotc1z.WithReadOnly(true), dotc1z.WithTmpDir(b.tmp))
}

// openNewest opens the file for prepare and binds its newest sync.
func (b *bench) openNewest() error {
	store, err := b.openStore()
	if err != nil {
		return err
	}
	b.store = store
	runs, err := listSyncRuns(b.ctx, store)
	if err != nil {
		return err
	}
	if len(runs) == 0 {
		return fmt.Errorf("bench: %s holds no sync", b.path)
	}
	b.syncID = runs[len(runs)-1].ID
	return store.SetCurrentSync(b.ctx, b.syncID)
}

func (b *bench) close() error {
	if b.store == nil {
		return nil
	}
	store := b.store
	b.store = nil
	return store.Close(b.ctx)
}

// reopen is the whole life of a store as a repetition sees it.
func (b *bench) reopen(use func(store c1zstore.Store) (int64, error)) (rows int64, err error) {
	store, err := b.openStore()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, store.Close(b.ctx)) }()
	if err := store.SetCurrentSync(b.ctx, b.syncID); err != nil {
		return 0, err
	}
	return use(store)
}

func (b *bench) open() (repetition, error) {
	return func() (int64, error) {
		var rows int64
		for range b.ops {
			if _, err := b.reopen(func(c1zstore.Store) (int64, error) { return 0, nil }); err != nil {
				return rows, err
			}
		}
		return rows, nil
	}, nil
}

// firstHolders asks for the first page of holders of the first entitlement, in
// the order of the grants, that fills a page.
func (b *bench) firstHolders() (repetition, error) {
	var wanted *v2.Entitlement
	count := 0
	err := b.eachGrant(b.store, func(g *v2.Grant) error {
		e := g.GetEntitlement()
		if wanted == nil || entitlementKey(e) != entitlementKey(wanted) {
			wanted, count = e, 0
		}
		if count++; count == holdersPage {
			return errEnough
		}
		return nil
	})
	if err == nil {
		return nil, fmt.Errorf("bench: no entitlement of %s has %d grants", b.path, holdersPage)
	}
	if !errors.Is(err, errEnough) {
		return nil, err
	}
	b.facts["entitlement"] = wanted.GetId()
	return func() (int64, error) {
		var rows int64
		for range b.ops {
			got, err := b.reopen(func(store c1zstore.Store) (int64, error) {
				page, err := store.ListGrantsForEntitlement(b.ctx, reader_v2.GrantsReaderServiceListGrantsForEntitlementRequest_builder{
					Entitlement: wanted,
					PageSize:    holdersPage,
				}.Build())
				return int64(len(page.GetList())), err
			})
			if err != nil {
				return rows, err
			}
			rows += got
		}
		return rows, nil
	}, nil
}

// errEnough ends an iteration early; it is not a failure.
var errEnough = errors.New("enough")

func (b *bench) listGrants() (repetition, error) {
	return func() (int64, error) {
		var rows int64
		for range b.ops {
			err := b.eachGrant(b.store, func(*v2.Grant) error {
				rows++
				return nil
			})
			if err != nil {
				return rows, err
			}
		}
		return rows, nil
	}, nil
}

// eachGrant lists all grants with the default page size.
func (b *bench) eachGrant(store c1zstore.Store, use func(*v2.Grant) error) error {
	return eachPage(func(token string) (string, error) {
		page, err := store.ListGrants(b.ctx, v2.GrantsServiceListGrantsRequest_builder{PageToken: token}.Build())
		if err != nil {
			return "", err
		}
		for _, g := range page.GetList() {
			if err := use(g); err != nil {
				return "", err
			}
		}
		return page.GetNextPageToken(), nil
	})
}

// draw picks one item per call with the seeded generator. Every repetition
// makes the same calls.
func draw[T any](b *bench, items []T) ([]T, error) {
	if len(items) == 0 {
		return nil, fmt.Errorf("bench: %s has nothing to draw from", b.path)
	}
	b.facts["drawn_from"] = len(items)
	random := newSplitMix64(workloadSeed)
	drawn := make([]T, b.ops)
	for i := range drawn {
		drawn[i] = items[random.intn(len(items))]
	}
	return drawn, nil
}

// eachDrawn is a repetition of one call per drawn item.
func eachDrawn[T any](drawn []T, call func(T) (int64, error)) repetition {
	return func() (int64, error) {
		var rows int64
		for _, item := range drawn {
			got, err := call(item)
			if err != nil {
				return rows, err
			}
			rows += got
		}
		return rows, nil
	}
}

func (b *bench) getGrant() (repetition, error) {
	var ids []string
	err := b.eachGrant(b.store, func(g *v2.Grant) error {
		ids = append(ids, g.GetId())
		return nil
	})
	if err != nil {
		return nil, err
	}
	drawn, err := draw(b, ids)
	if err != nil {
		return nil, err
	}
	return eachDrawn(drawn, func(id string) (int64, error) {
		_, err := b.store.GetGrant(b.ctx, reader_v2.GrantsReaderServiceGetGrantRequest_builder{GrantId: id}.Build())
		return 1, err
	}), nil
}

func (b *bench) getResource() (repetition, error) {
	var ids []*v2.ResourceId
	err := eachPage(func(token string) (string, error) {
		page, err := b.store.ListResources(b.ctx, v2.ResourcesServiceListResourcesRequest_builder{PageToken: token}.Build())
		for _, r := range page.GetList() {
			ids = append(ids, r.GetId())
		}
		return page.GetNextPageToken(), err
	})
	if err != nil {
		return nil, err
	}
	drawn, err := draw(b, ids)
	if err != nil {
		return nil, err
	}
	return eachDrawn(drawn, func(id *v2.ResourceId) (int64, error) {
		_, err := b.store.GetResource(b.ctx, reader_v2.ResourcesReaderServiceGetResourceRequest_builder{ResourceId: id}.Build())
		return 1, err
	}), nil
}

func (b *bench) byPrincipal() (repetition, error) {
	principals, err := distinct(b, func(g *v2.Grant) (string, *v2.ResourceId) {
		id := g.GetPrincipal().GetId()
		return id.GetResourceType() + "\x00" + id.GetResource(), id
	})
	if err != nil {
		return nil, err
	}
	drawn, err := draw(b, principals)
	if err != nil {
		return nil, err
	}
	return eachDrawn(drawn, func(id *v2.ResourceId) (int64, error) {
		return countPages(func(token string) (int, string, error) {
			page, err := b.store.ListGrantsForPrincipal(b.ctx, reader_v2.GrantsReaderServiceListGrantsForPrincipalRequest_builder{
				PrincipalId: id,
				PageToken:   token,
			}.Build())
			return len(page.GetList()), page.GetNextPageToken(), err
		})
	}), nil
}

func (b *bench) byEntitlement() (repetition, error) {
	entitlements, err := distinct(b, func(g *v2.Grant) (string, *v2.Entitlement) {
		return entitlementKey(g.GetEntitlement()), g.GetEntitlement()
	})
	if err != nil {
		return nil, err
	}
	drawn, err := draw(b, entitlements)
	if err != nil {
		return nil, err
	}
	return eachDrawn(drawn, func(e *v2.Entitlement) (int64, error) {
		return countPages(func(token string) (int, string, error) {
			page, err := b.store.ListGrantsForEntitlement(b.ctx, reader_v2.GrantsReaderServiceListGrantsForEntitlementRequest_builder{
				Entitlement: e,
				PageToken:   token,
			}.Build())
			return len(page.GetList()), page.GetNextPageToken(), err
		})
	}), nil
}

func entitlementKey(e *v2.Entitlement) string {
	owner := e.GetResource().GetId()
	return owner.GetResourceType() + "\x00" + owner.GetResource() + "\x00" + e.GetId()
}

// distinct collects one part of every grant, in order of first appearance.
func distinct[T any](b *bench, part func(*v2.Grant) (key string, item T)) ([]T, error) {
	var items []T
	seen := map[string]struct{}{}
	err := b.eachGrant(b.store, func(g *v2.Grant) error {
		key, item := part(g)
		if _, again := seen[key]; !again {
			seen[key] = struct{}{}
			items = append(items, item)
		}
		return nil
	})
	return items, err
}

func countPages(page func(token string) (count int, next string, err error)) (int64, error) {
	var rows int64
	err := eachPage(func(token string) (string, error) {
		count, next, err := page(token)
		rows += int64(count)
		return next, err
	})
	return rows, err
}

func (b *bench) stats() (repetition, error) {
	return func() (int64, error) {
		var rows int64
		for range b.ops {
			_, err := b.store.SyncMeta().StatsV2(b.ctx, connectorstore.SyncTypeAny, b.syncID)
			if err != nil {
				return rows, err
			}
			rows++
		}
		return rows, nil
	}, nil
}
