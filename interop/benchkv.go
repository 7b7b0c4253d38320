package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
)

// The scenarios of bench-kv, in the order in which one follows from the other.
// Our own side of the comparison has the same ones with the same recipes.
var kvScenarios = []struct {
	name, store string
	run         func(b *kvBench) error
}{
	{"fillseq", "sequential", func(b *kvBench) error { return b.fill(sequentialNumbers()) }},
	{"open", "sequential", (*kvBench).open},
	{"readseq", "sequential", func(b *kvBench) error {
		return b.read(1, func(db *pebble.DB) (int64, error) { return scanKV(db, nil, -1) })
	}},
	{"readrandom-cold", "sequential", (*kvBench).readCold},
	{"readrandom", "sequential", func(b *kvBench) error {
		return b.read(2, func(db *pebble.DB) (int64, error) { return b.getByChance(db, b.readings()) })
	}},
	{"seekrandom", "sequential", func(b *kvBench) error { return b.read(1, b.seekByChance) }},
	{"fillrandom", "random", func(b *kvBench) error { return b.fill(b.randomNumbers(kvSeed)) }},
	{"overwrite", "random", (*kvBench).overwrite},
	{"deleterange", "random", (*kvBench).deleteRanges},
	{"fillsync-1", "synced", func(b *kvBench) error { return b.fillSynced(1) }},
	{"fillsync-8", "synced", func(b *kvBench) error { return b.fillSynced(8) }},
	{"fillsync-64", "synced", func(b *kvBench) error { return b.fillSynced(64) }},
}

const (
	kvSeed          = 42
	kvKeyBytes      = 16
	kvValueBytes    = 100
	kvPoolBytes     = 1 << 20
	kvSeekLength    = 10
	kvDeletedRanges = 1000
	kvSyncedCommits = 2000
	kvDropCaches    = "/proc/sys/vm/drop_caches"
)

// kvBench is one scenario on one store. What reads is repeated.
type kvBench struct {
	scenario    string
	folder      string
	dir         string
	entries     int64
	repetitions int
}

func runBenchKV(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("bench-kv", flag.ContinueOnError)
	repetitions := flags.Int("repeat", 1, "how often to read, for the first time and the median")
	positional, err := positionals(flags, args)
	if err != nil {
		return err
	}
	if len(positional) < 2 || *repetitions < 1 {
		return errors.New("bench-kv: expected a number of entries and a folder")
	}
	entries, err := strconv.ParseInt(positional[0], 10, 64)
	if err != nil {
		return err
	}
	chosen := positional[2:]
	for _, s := range kvScenarios {
		if len(chosen) > 0 && !slices.Contains(chosen, s.name) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		b := &kvBench{
			scenario:    s.name,
			folder:      positional[1],
			dir:         filepath.Join(positional[1], s.store),
			entries:     entries,
			repetitions: *repetitions,
		}
		if err := s.run(b); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}

// withDB opens the store of the scenario with the memory that the other engines
// get, and closes it.
func (b *kvBench) withDB(do func(db *pebble.DB) error) (err error) {
	cache := pebble.NewCache(256 << 20)
	defer cache.Unref()
	options := &pebble.Options{
		Cache:              cache,
		MemTableSize:       64 << 20,
		FormatMajorVersion: pebble.FormatNewest,
		Logger:             quietLogger{},
	}
	for i := range options.Levels {
		options.Levels[i].FilterPolicy = bloom.FilterPolicy(10)
	}
	db, err := pebble.Open(b.dir, options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return do(db)
}

func (b *kvBench) readings() int64 { return min(b.entries, 1_000_000) }

func sequentialNumbers() func() int64 {
	next := int64(-1)
	return func() int64 { next++; return next }
}

func (b *kvBench) randomNumbers(seed uint64) func() int64 {
	random := newSplitMix64(seed)
	return func() int64 { return int64(random.next() % uint64(b.entries)) }
}

func kvKey(number int64) []byte {
	key := make([]byte, kvKeyBytes)
	for i := kvKeyBytes - 1; i >= 0; i-- {
		key[i] = byte('0' + number%10)
		number /= 10
	}
	return key
}

// kvValues gives out values whose second half repeats the first.
type kvValues struct {
	pool []byte
	at   int
}

func newKVValues() *kvValues {
	random := newSplitMix64(1)
	pool := make([]byte, kvPoolBytes)
	for from := 0; from+kvValueBytes <= len(pool); from += kvValueBytes {
		half := pool[from : from+kvValueBytes/2]
		for i := range half {
			half[i] = byte(random.next())
		}
		copy(pool[from+kvValueBytes/2:], half)
	}
	return &kvValues{pool: pool}
}

func (v *kvValues) next() []byte {
	if v.at+kvValueBytes > len(v.pool) {
		v.at = 0
	}
	value := v.pool[v.at : v.at+kvValueBytes]
	v.at += kvValueBytes
	return value
}

func (b *kvBench) fresh() error {
	if err := os.RemoveAll(b.dir); err != nil {
		return err
	}
	return os.MkdirAll(b.dir, 0o755)
}

func (b *kvBench) put(db *pebble.DB, number func() int64) error {
	values := newKVValues()
	for i := int64(0); i < b.entries; i++ {
		if err := db.Set(kvKey(number()), values.next(), pebble.NoSync); err != nil {
			return err
		}
	}
	return nil
}

func (b *kvBench) fill(number func() int64) error {
	if err := b.fresh(); err != nil {
		return err
	}
	return b.write(number)
}

func (b *kvBench) overwrite() error { return b.write(b.randomNumbers(kvSeed + 3)) }

func (b *kvBench) write(number func() int64) error {
	return b.withDB(func(db *pebble.DB) error {
		clock := &benchClock{}
		clock.start()
		if err := b.put(db, number); err != nil {
			return err
		}
		clock.stop()
		if err := settleKV(db); err != nil {
			return err
		}
		return b.report(clock, b.entries, nil)
	})
}

// settleKV flushes, and waits until nothing is compacted any more.
func settleKV(db *pebble.DB) error {
	if err := db.Flush(); err != nil {
		return err
	}
	for quiet := 0; quiet < 5; {
		time.Sleep(10 * time.Millisecond)
		if db.Metrics().Compact.NumInProgress == 0 {
			quiet++
		} else {
			quiet = 0
		}
	}
	return nil
}

func (b *kvBench) open() error {
	clock := &benchClock{}
	for range b.repetitions {
		clock.start()
		err := b.withDB(func(db *pebble.DB) error {
			if _, err := scanKV(db, kvKey(b.entries/2), 1); err != nil {
				return err
			}
			clock.stop()
			return nil
		})
		if err != nil {
			return err
		}
	}
	return b.report(clock, 1, nil)
}

func (b *kvBench) read(rounds int, read func(db *pebble.DB) (int64, error)) error {
	return b.withDB(func(db *pebble.DB) error {
		for range rounds {
			if _, err := read(db); err != nil {
				return err
			}
		}
		clock := &benchClock{}
		found := int64(0)
		for range b.repetitions {
			var err error
			clock.start()
			if found, err = read(db); err != nil {
				return err
			}
			clock.stop()
		}
		return b.report(clock, found, nil)
	})
}

func (b *kvBench) readCold() error {
	clock := &benchClock{}
	found := int64(0)
	for range b.repetitions {
		// Without the right to do it, only the process is cold.
		_ = os.WriteFile(kvDropCaches, []byte("1"), 0o644)
		clock.start()
		err := b.withDB(func(db *pebble.DB) (err error) {
			if found, err = b.getByChance(db, b.readings()/10); err != nil {
				return err
			}
			clock.stop()
			return nil
		})
		if err != nil {
			return err
		}
	}
	return b.report(clock, found, nil)
}

func (b *kvBench) getByChance(db *pebble.DB, count int64) (int64, error) {
	number := b.randomNumbers(kvSeed + 1)
	for range count {
		value, closer, err := db.Get(kvKey(number()))
		if err != nil {
			return 0, err
		}
		if len(value) != kvValueBytes {
			return 0, fmt.Errorf("a value of %d bytes", len(value))
		}
		if err := closer.Close(); err != nil {
			return 0, err
		}
	}
	return count, nil
}

func (b *kvBench) seekByChance(db *pebble.DB) (int64, error) {
	number := b.randomNumbers(kvSeed + 2)
	count := b.readings() / 4
	for range count {
		if _, err := scanKV(db, kvKey(number()), kvSeekLength); err != nil {
			return 0, err
		}
	}
	return count, nil
}

// scanKV reads up to most entries, or all if that is negative, from a key on.
func scanKV(db *pebble.DB, from []byte, most int64) (count int64, err error) {
	iter, err := db.NewIter(nil)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, iter.Close()) }()
	read := 0
	for ok := iter.SeekGE(from); ok && count != most; ok = iter.Next() {
		value, err := iter.ValueAndErr()
		if err != nil {
			return 0, err
		}
		read += len(iter.Key()) + len(value)
		count++
	}
	if read < int(count) {
		return 0, errors.New("empty entries")
	}
	return count, iter.Error()
}

// deleteRanges works on copies, so that it can be repeated.
func (b *kvBench) deleteRanges() error {
	filled := b.dir
	b.dir = filepath.Join(b.folder, "copy")
	step := max(2, b.entries/kvDeletedRanges)
	clock := &benchClock{}
	for range b.repetitions {
		if err := b.fresh(); err != nil {
			return err
		}
		if err := os.CopyFS(b.dir, os.DirFS(filled)); err != nil {
			return err
		}
		if err := b.withDB(func(db *pebble.DB) error { return b.deleteRangesOf(db, step, clock) }); err != nil {
			return err
		}
	}
	return b.report(clock, b.entries/step, nil)
}

func (b *kvBench) deleteRangesOf(db *pebble.DB, step int64, clock *benchClock) error {
	before, err := scanKV(db, nil, -1)
	if err != nil {
		return err
	}
	clock.start()
	for from := int64(0); from+step <= b.entries; from += step {
		if err := db.DeleteRange(kvKey(from), kvKey(from+step/2), pebble.NoSync); err != nil {
			return err
		}
	}
	left, err := scanKV(db, nil, -1)
	if err != nil {
		return err
	}
	clock.stop()
	if left >= before*3/4 {
		return fmt.Errorf("%d entries of %d are left", left, before)
	}
	return nil
}

func (b *kvBench) fillSynced(threads int) error {
	if err := b.fresh(); err != nil {
		return err
	}
	each := kvSyncedCommits
	if threads > 1 {
		each /= 2
	}
	return b.withDB(func(db *pebble.DB) error {
		times := make([][]int64, threads)
		failures := make([]error, threads)
		var group sync.WaitGroup
		clock := &benchClock{}
		clock.start()
		for thread := range threads {
			group.Go(func() { times[thread], failures[thread] = b.putSynced(db, kvSeed+uint64(thread), each) })
		}
		group.Wait()
		clock.stop()
		if err := errors.Join(failures...); err != nil {
			return err
		}
		all := slices.Concat(times...)
		slices.Sort(all)
		return b.report(clock, int64(len(all)), all)
	})
}

func (b *kvBench) putSynced(db *pebble.DB, seed uint64, count int) ([]int64, error) {
	number := b.randomNumbers(seed)
	values := newKVValues()
	times := make([]int64, count)
	for i := range times {
		began := time.Now()
		if err := db.Set(kvKey(number()), values.next(), pebble.Sync); err != nil {
			return nil, err
		}
		times[i] = time.Since(began).Nanoseconds()
	}
	return times, nil
}

// benchClock takes the times and the processor times of the repetitions of one
// scenario.
type benchClock struct {
	began     time.Time
	cpuBefore time.Duration
	wall      []time.Duration
	cpu       []time.Duration
}

func (c *benchClock) start() {
	c.began = time.Now()
	c.cpuBefore = processCPU()
}

func (c *benchClock) stop() {
	c.wall = append(c.wall, time.Since(c.began))
	c.cpu = append(c.cpu, processCPU()-c.cpuBefore)
}

func medianOf(times []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(times))[len(times)/2]
}

func (b *kvBench) report(clock *benchClock, operations int64, sorted []int64) error {
	bytes, err := bytesIn(b.dir)
	if err != nil {
		return err
	}
	line := object{
		"scenario":      b.scenario,
		"engine":        "pebble",
		"entries":       b.entries,
		"operations":    operations,
		"wall_ns":       medianOf(clock.wall).Nanoseconds(),
		"first_wall_ns": clock.wall[0].Nanoseconds(),
		"cpu_ns":        medianOf(clock.cpu).Nanoseconds(),
		"disk_bytes":    bytes,
		"max_rss_bytes": processMaxRSS(),
	}
	if len(sorted) > 0 {
		perMille := func(calls int) int64 { return sorted[min(len(sorted)-1, len(sorted)*calls/1000)] }
		line["p50_ns"], line["p99_ns"], line["p999_ns"] = perMille(500), perMille(990), perMille(999)
	}
	return writeJSONLine(os.Stdout, line)
}

func bytesIn(dir string) (int64, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0, err
	}
	total := int64(0)
	for _, entry := range entries {
		info, err := entry.Info()
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return 0, err
		}
		total += info.Size()
	}
	return total, nil
}
