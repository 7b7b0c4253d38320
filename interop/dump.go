package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	reader_v2 "github.com/conductorone/baton-sdk/pb/c1/reader/v2"
	"github.com/conductorone/baton-sdk/pkg/connectorstore"
	"github.com/conductorone/baton-sdk/pkg/dotc1z/c1zstore"
	"github.com/conductorone/baton-sdk/pkg/types/sessions"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
)

func runDump(ctx context.Context, args []string) error {
	return eachAnswer(ctx, "dump", args, func(path string, store c1zstore.Store, tmp string, out *bufio.Writer) error {
		return (&dumper{ctx: ctx, store: store, out: out}).dump(path, tmp)
	})
}

// dumper writes the canonical logical dump of a store: everything a reader can
// see, in an order that depends on the records alone.
type dumper struct {
	ctx   context.Context
	store c1zstore.Store
	out   io.Writer
}

func (d *dumper) dump(path, tmp string) error {
	runs, err := listSyncRuns(d.ctx, d.store)
	if err != nil {
		return err
	}
	for i, run := range runs {
		if err := writeJSONLine(d.out, syncRunJSON(run, i+1)); err != nil {
			return err
		}
	}
	assets, err := openAssets(d.ctx, d.store, path, tmp)
	if err != nil {
		return err
	}
	for i, run := range runs {
		// Binding the sync makes every read below answer for this sync alone,
		// also in a v1 file that holds several.
		if err := d.store.SetCurrentSync(d.ctx, run.ID); err != nil {
			return err
		}
		if err := d.dumpSync(run, i+1, assets); err != nil {
			return fmt.Errorf("sync %s: %w", run.ID, err)
		}
	}
	return nil
}

// listSyncRuns returns the syncs of a file by start time, then id.
func listSyncRuns(ctx context.Context, store c1zstore.Store) ([]*c1zstore.SyncRun, error) {
	lister, ok := store.(interface {
		ListSyncRuns(ctx context.Context, pageToken string, pageSize uint32) ([]*c1zstore.SyncRun, string, error)
	})
	if !ok {
		return nil, fmt.Errorf("a %T cannot list its syncs", store)
	}
	runs, err := allPages(func(token string) ([]*c1zstore.SyncRun, string, error) {
		return lister.ListSyncRuns(ctx, token, 0)
	})
	if err != nil {
		return nil, err
	}
	start := func(r *c1zstore.SyncRun) time.Time {
		if r.StartedAt == nil {
			return time.Time{}
		}
		return *r.StartedAt
	}
	slices.SortFunc(runs, func(a, b *c1zstore.SyncRun) int {
		if c := start(a).Compare(start(b)); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return runs, nil
}

// allPages follows page tokens to the end.
func allPages[T any](page func(token string) ([]T, string, error)) ([]T, error) {
	var all []T
	for token := ""; ; {
		items, next, err := page(token)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
		if next == "" {
			return all, nil
		}
		token = next
	}
}

func syncRunJSON(run *c1zstore.SyncRun, number int) object {
	line := object{
		"kind":           "sync_run",
		"s":              number,
		"id":             run.ID,
		"type":           string(run.Type),
		"started_at":     timeJSON(run.StartedAt),
		"ended_at":       timeJSON(run.EndedAt),
		"ended":          run.EndedAt != nil,
		"parent_sync_id": run.ParentSyncID,
		"linked_sync_id": run.LinkedSyncID,
		"sync_token":     run.SyncToken,
		"supports_diff":  run.SupportsDiff,
	}
	if run.IsVerified() {
		line["ingest_invariants"] = object{
			"generation": run.Generation,
			"coverage":   run.Coverage,
			"mode":       string(run.Mode),
		}
	}
	return line
}

// timeJSON prints as many fraction digits as the instant has, unlike the
// timestamps inside of messages, which come in groups of three. nil stays null.
func timeJSON(t *time.Time) any {
	if t == nil {
		return nil
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func (d *dumper) dumpSync(run *c1zstore.SyncRun, number int, assets assetLister) error {
	if err := d.dumpStats(run, number); err != nil {
		return err
	}
	for _, kind := range []func(*lines) error{
		d.resourceTypes,
		d.resources,
		d.entitlements,
		d.grants,
		func(l *lines) error { return assets.list(d.ctx, run.ID, l.asset) },
		func(l *lines) error { return d.sessions(run.ID, l) },
	} {
		collected := &lines{sync: number}
		if err := kind(collected); err != nil {
			return err
		}
		if err := collected.writeTo(d.out); err != nil {
			return err
		}
	}
	return nil
}

// dumpStats splits the stats: what was counted can be compared between runs and
// machines, what was timed cannot.
func (d *dumper) dumpStats(run *c1zstore.SyncRun, number int) error {
	counted, err := d.store.SyncMeta().StatsV2(d.ctx, connectorstore.SyncTypeAny, run.ID)
	if err != nil {
		return err
	}
	timed := reader_v2.SyncStats_builder{
		StepDurationsMs:    counted.GetStepDurationsMs(),
		ConnectorCallStats: counted.GetConnectorCallStats(),
		SessionStoreStats:  counted.GetSessionStoreStats(),
	}.Build()
	counted.SetStepDurationsMs(nil)
	counted.SetConnectorCallStats(nil)
	counted.SetSessionStoreStats(nil)
	write := func(kind string, stats *reader_v2.SyncStats) error {
		value, err := messageJSON(stats)
		if err != nil {
			return err
		}
		return writeJSONLine(d.out, object{"kind": kind, "s": number, "stats": value})
	}
	if err := write("stats", counted); err != nil {
		return err
	}
	if proto.Size(timed) == 0 {
		return nil
	}
	return write("stats_timings", timed)
}

// lines collects the records of one kind of one sync until they can be sorted.
type lines struct {
	sync int
	all  []sortedLine
}

type sortedLine struct {
	key  string
	text []byte
}

// add appends a record of one kind under its sort key.
func (l *lines) add(kind string, record object, key ...string) error {
	record["kind"] = kind
	record["s"] = l.sync
	return l.append(record, key...)
}

// append takes a finished record. The key parts are joined with two NUL bytes,
// which keeps a part from running into the next one unless it holds NULs itself.
func (l *lines) append(record object, key ...string) error {
	text, err := jsonLine(record)
	if err != nil {
		return err
	}
	l.all = append(l.all, sortedLine{key: strings.Join(key, "\x00\x00"), text: text})
	return nil
}

func (l *lines) writeTo(w io.Writer) error {
	slices.SortFunc(l.all, func(a, b sortedLine) int {
		if c := strings.Compare(a.key, b.key); c != 0 {
			return c
		}
		return bytes.Compare(a.text, b.text)
	})
	for _, line := range l.all {
		if _, err := w.Write(line.text); err != nil {
			return err
		}
	}
	return nil
}

func (d *dumper) resourceTypes(l *lines) error {
	types, err := allPages(func(token string) ([]*v2.ResourceType, string, error) {
		page, err := d.store.ListResourceTypes(d.ctx, v2.ResourceTypesServiceListResourceTypesRequest_builder{PageToken: token}.Build())
		return page.GetList(), page.GetNextPageToken(), err
	})
	if err != nil {
		return err
	}
	for _, t := range types {
		annotations := t.GetAnnotations()
		t.SetAnnotations(nil)
		data, err := messageJSON(t)
		if err != nil {
			return err
		}
		if err := l.add("resource_type", object{"data": data, "annotations": annotationsJSON(annotations)}, t.GetId()); err != nil {
			return err
		}
	}
	return nil
}

func (d *dumper) resources(l *lines) error {
	return eachPage(func(token string) (string, error) {
		page, err := d.store.ListResources(d.ctx, v2.ResourcesServiceListResourcesRequest_builder{PageToken: token}.Build())
		if err != nil {
			return "", err
		}
		for _, r := range page.GetList() {
			annotations := r.GetAnnotations()
			r.SetAnnotations(nil)
			data, err := messageJSON(r)
			if err != nil {
				return "", err
			}
			err = l.add("resource", object{"data": data, "annotations": annotationsJSON(annotations)},
				r.GetId().GetResourceType(), r.GetId().GetResource())
			if err != nil {
				return "", err
			}
		}
		return page.GetNextPageToken(), nil
	})
}

// eachPage is allPages for kinds too numerous to hold before they are printed.
func eachPage(page func(token string) (string, error)) error {
	for token := ""; ; {
		next, err := page(token)
		if err != nil {
			return err
		}
		if next == "" {
			return nil
		}
		token = next
	}
}

// referenceJSON prints both parts of a reference even when they are empty, which
// tells it apart from a missing one (null).
func referenceJSON(id *v2.ResourceId) any {
	if id == nil {
		return nil
	}
	return object{"resource_type": id.GetResourceType(), "resource": id.GetResource()}
}

func (d *dumper) entitlements(l *lines) error {
	return eachEntitlement(d.ctx, d.store, func(e *v2.Entitlement) error {
		owner := e.GetResource().GetId()
		grantableTo := make([]string, 0, len(e.GetGrantableTo()))
		for _, t := range e.GetGrantableTo() {
			grantableTo = append(grantableTo, t.GetId())
		}
		annotations := e.GetAnnotations()
		e.SetAnnotations(nil)
		e.SetResource(nil)
		e.SetGrantableTo(nil)
		data, err := messageJSON(e)
		if err != nil {
			return err
		}
		return l.add("entitlement", object{
			"data":         data,
			"resource":     referenceJSON(owner),
			"grantable_to": grantableTo,
			"annotations":  annotationsJSON(annotations),
		}, owner.GetResourceType(), owner.GetResource(), e.GetId())
	})
}

func eachEntitlement(ctx context.Context, store c1zstore.Store, use func(*v2.Entitlement) error) error {
	return eachPage(func(token string) (string, error) {
		page, err := store.ListEntitlements(ctx, v2.EntitlementsServiceListEntitlementsRequest_builder{PageToken: token}.Build())
		if err != nil {
			return "", err
		}
		for _, e := range page.GetList() {
			if err := use(e); err != nil {
				return "", err
			}
		}
		return page.GetNextPageToken(), nil
	})
}

// grants reads through the listing that tells the expansion apart from the
// grant: v1 keeps it in columns, v3 in the record.
func (d *dumper) grants(l *lines) error {
	return eachPage(func(token string) (string, error) {
		page, next, err := d.store.Grants().ListWithAnnotationsPage(d.ctx, token)
		if err != nil {
			return "", err
		}
		for _, row := range page {
			if err := addGrant(l, row); err != nil {
				return "", err
			}
		}
		return next, nil
	})
}

func addGrant(l *lines, row c1zstore.GrantAnnotation) error {
	grant := row.Grant
	owner := grant.GetEntitlement().GetResource().GetId()
	principal := object{"id": referenceJSON(grant.GetPrincipal().GetId())}
	if parent := grant.GetPrincipal().GetParentResourceId(); parent != nil {
		principal["parent"] = referenceJSON(parent)
	}
	sources := make(map[string]bool, len(grant.GetSources().GetSources()))
	for id, source := range grant.GetSources().GetSources() {
		sources[id] = source.GetIsDirect()
	}
	annotations := slices.DeleteFunc(slices.Clone(grant.GetAnnotations()), func(a *anypb.Any) bool {
		return a.MessageIs((*v2.GrantExpandable)(nil))
	})
	record := object{
		"id":          grant.GetId(),
		"entitlement": object{"id": grant.GetEntitlement().GetId(), "resource": referenceJSON(owner)},
		"principal":   principal,
		"sources":     sources,
		"annotations": annotationsJSON(annotations),
	}
	if row.Annotation != nil {
		packed, err := anypb.New(row.Annotation)
		if err != nil {
			return err
		}
		if record["expandable"], err = messageJSON(packed); err != nil {
			return err
		}
		record["needs_expansion"] = row.NeedsExpansion
	}
	return l.add("grant", record,
		owner.GetResourceType(), owner.GetResource(), grant.GetEntitlement().GetId(),
		grant.GetPrincipal().GetId().GetResourceType(), grant.GetPrincipal().GetId().GetResource())
}

func (l *lines) asset(id, contentType string, data []byte) error {
	sum := sha256.Sum256(data)
	return l.add("asset", object{
		"id":           id,
		"content_type": contentType,
		"size":         len(data),
		"sha256":       hex.EncodeToString(sum[:]),
	}, id)
}

func (d *dumper) sessions(syncID string, l *lines) error {
	return eachPage(func(token string) (string, error) {
		page, next, err := d.store.SessionStore().GetAll(d.ctx, token, sessions.WithSyncID(syncID))
		if err != nil {
			return "", err
		}
		for key, value := range page {
			if value == nil {
				value = []byte{} // an empty value prints as "", not as null
			}
			if err := l.add("session", object{"key": key, "value": value}, key); err != nil {
				return "", err
			}
		}
		return next, nil
	})
}
