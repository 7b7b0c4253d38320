package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	"github.com/conductorone/baton-sdk/pkg/dotc1z/c1zstore"
)

func TestLinesSortByKeyThenText(t *testing.T) {
	l := &lines{sync: 2}
	for _, key := range [][]string{{"b", "a"}, {"a", "z"}, {"a", "b"}, {"a"}} {
		if err := l.add("k", object{"v": strings.Join(key, "/")}, key...); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.add("k", object{"v": "A"}, "a"); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := l.writeTo(&out); err != nil {
		t.Fatal(err)
	}
	want := ""
	for _, v := range []string{"A", "a", "a/b", "a/z", "b/a"} {
		want += `{"kind":"k","s":2,"v":"` + v + `"}` + "\n"
	}
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

func TestSyncRunTimesKeepTheirOwnDigits(t *testing.T) {
	start := time.Date(2026, 11, 20, 4, 28, 35, 595_351_410, time.UTC)
	line := syncRunJSON(&c1zstore.SyncRun{ID: "x", StartedAt: &start}, 1)
	if line["started_at"] != "2026-11-20T04:28:35.59535141Z" {
		t.Errorf("started_at is %v", line["started_at"])
	}
	if line["ended_at"] != nil || line["ended"] != false {
		t.Errorf("an unfinished sync has ended_at %v, ended %v", line["ended_at"], line["ended"])
	}
}

func TestReferenceJSONTellsMissingFromEmpty(t *testing.T) {
	for want, id := range map[string]*v2.ResourceId{
		"null\n": nil,
		`{"resource":"","resource_type":""}` + "\n":   {},
		`{"resource":"b","resource_type":"a"}` + "\n": resourceID("a", "b"),
	} {
		line, err := jsonLine(referenceJSON(id))
		if err != nil {
			t.Fatal(err)
		}
		if string(line) != want {
			t.Errorf("got %s, want %s", line, want)
		}
	}
}

func TestAllPagesFollowsTokens(t *testing.T) {
	pages := map[string][]int{"": {1, 2}, "x": nil, "y": {3}}
	next := map[string]string{"": "x", "x": "y", "y": ""}
	all, err := allPages(func(token string) ([]int, string, error) { return pages[token], next[token], nil })
	if err != nil || len(all) != 3 || all[2] != 3 {
		t.Errorf("got %v, %v", all, err)
	}
}
