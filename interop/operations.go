package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/objstorage/objstorageprovider"
	"github.com/cockroachdb/pebble/v2/sstable"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// runOperations carries out logs of operations on real databases: each line of
// standard input names a log, the directory of the database, and a file for the
// answers, and is answered by "done". The README describes the lines of a log.
func runOperations(_ context.Context, args []string) error {
	flags := flag.NewFlagSet("operations", flag.ContinueOnError)
	if _, err := parseArgs(flags, args, 0); err != nil {
		return err
	}
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		var log, dir, answers string
		if _, err := fmt.Sscan(input.Text(), &log, &dir, &answers); err != nil {
			return err
		}
		if err := carryOut(log, dir, answers); err != nil {
			return err
		}
		fmt.Println("done")
	}
	return input.Err()
}

// carryOut runs one log. What has been answered before an error is kept.
func carryOut(log, dir, answers string) (err error) {
	text, err := os.ReadFile(log)
	if err != nil {
		return err
	}
	out, err := os.Create(answers)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	o := &operations{out: bufio.NewWriter(out), dir: filepath.Clean(dir)}
	defer func() { err = errors.Join(err, o.out.Flush()) }()
	for line := range strings.Lines(string(text)) {
		o.line++
		if err := o.operation(strings.Fields(line)); err != nil {
			return errors.Join(fmt.Errorf("%s:%d: %s: %w", log, o.line, strings.TrimSpace(line), err), o.abandon())
		}
	}
	return nil
}

// operations is a database in the middle of a log.
type operations struct {
	out     *bufio.Writer
	dir     string
	line    int
	dice    *splitMix64
	db      *pebble.DB
	batch   *pebble.Batch
	content []row
	// views are what can be read: 0 is the database itself, others are snapshots.
	views   map[int]*view
	cursors map[int]*cursor
	spares  int
}

type view struct {
	pebble.Reader
	snapshot *pebble.Snapshot
	// stale says that Pebble does not define what it shows any more.
	stale bool
}

type cursor struct {
	*pebble.Iterator
	stale bool
}

func (o *operations) operation(words []string) error {
	switch words[0] {
	case "open":
		return o.open(number(words[1]))
	case "close":
		return o.close()
	case "set", "delete", "single", "sized", "range", "merge", "log", "mark", "unmark":
		return o.write(words)
	case "commit":
		return o.commit(words[1] == "sync")
	case "get":
		return o.get(o.views[number(words[1])], key(words[2]))
	case "scan", "back":
		return o.scan(o.views[number(words[1])], words[0] == "scan", words[2:])
	case "marks":
		return o.marks()
	case "snapshot":
		snapshot := o.db.NewSnapshot()
		o.views[number(words[1])] = &view{Reader: snapshot, snapshot: snapshot}
		return nil
	case "release":
		slot := number(words[1])
		defer delete(o.views, slot)
		return o.views[slot].snapshot.Close()
	case "cursor":
		return o.cursor(number(words[1]), o.views[number(words[2])], words[3:])
	case "drop":
		slot := number(words[1])
		defer delete(o.cursors, slot)
		return o.cursors[slot].Close()
	case "first", "last", "ge", "lt", "next", "prev":
		return o.move(o.cursors[number(words[1])], words)
	case "flush":
		return o.db.Flush()
	case "compact":
		from, to := closed(words[1:])
		return o.db.Compact(context.Background(), from, to, o.oneIn(2))
	case "entry":
		o.content = append(o.content, row{key(words[1]), value(words[2])})
		return nil
	case "replace":
		return o.replace(words[1:])
	case "checkpoint":
		return o.checkpoint()
	case "check":
		return o.check()
	default:
		return errors.New("no such operation")
	}
}

func (o *operations) oneIn(n int) bool { return o.dice.intn(n) == 0 }

func (o *operations) answer(format string, args ...any) {
	fmt.Fprintf(o.out, "%d ", o.line)
	fmt.Fprintf(o.out, format, args...)
	o.out.WriteByte('\n')
}

func (o *operations) open(seed int) (err error) {
	o.dice = newSplitMix64(uint64(seed))
	if o.db, err = pebble.Open(o.dir, randomOptions(o.dice)); err != nil {
		return err
	}
	o.batch = o.db.NewBatch()
	o.views = map[int]*view{0: {Reader: o.db}}
	o.cursors = map[int]*cursor{}
	return nil
}

func (o *operations) close() error {
	if err := o.levels(); err != nil {
		return err
	}
	return errors.Join(o.batch.Close(), o.db.Close())
}

// abandon closes what a failed log has left open, as far as that goes.
func (o *operations) abandon() (err error) {
	for _, c := range o.cursors {
		err = errors.Join(err, c.Close())
	}
	for _, v := range o.views {
		if v.snapshot != nil {
			err = errors.Join(err, v.snapshot.Close())
		}
	}
	return err
}

func (o *operations) write(words []string) error {
	k := key(words[1])
	switch words[0] {
	case "set":
		return o.batch.Set(k, value(words[2]), nil)
	case "delete":
		return o.batch.Delete(k, nil)
	case "single":
		return o.batch.SingleDelete(k, nil)
	case "sized":
		if o.db.FormatMajorVersion() < pebble.FormatDeleteSizedAndObsolete {
			return o.batch.Delete(k, nil)
		}
		return o.batch.DeleteSized(k, uint32(number(words[2])), nil)
	case "range":
		return o.batch.DeleteRange(k, key(words[2]), nil)
	case "merge":
		return o.batch.Merge(k, value(words[2]), nil)
	case "mark":
		return o.batch.RangeKeySet(k, key(words[2]), nil, value(words[3]), nil)
	case "unmark":
		return o.batch.RangeKeyUnset(k, key(words[2]), nil, nil)
	default:
		return o.batch.LogData(k, nil)
	}
}

func (o *operations) commit(sync bool) error {
	if err := o.batch.Commit(&pebble.WriteOptions{Sync: sync}); err != nil {
		return err
	}
	// A large batch is not copied by the commit, and may not be used again.
	err := o.batch.Close()
	o.batch = o.db.NewBatch()
	return err
}

func (o *operations) get(v *view, k []byte) error {
	if v.stale {
		o.answer("?")
		return nil
	}
	found, closer, err := v.Get(k)
	if errors.Is(err, pebble.ErrNotFound) {
		o.answer("none")
		return nil
	}
	if err != nil {
		return err
	}
	o.answer("%s", short(found))
	return closer.Close()
}

func (o *operations) scan(v *view, forward bool, bounds []string) (err error) {
	if v.stale {
		o.answer("?")
		return nil
	}
	iter, err := v.NewIter(boundsOf(bounds))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, iter.Close()) }()
	d := &digest{}
	if forward {
		for ok := iter.First(); ok; ok = iter.Next() {
			d.add(iter)
		}
	} else {
		for ok := iter.Last(); ok; ok = iter.Prev() {
			d.add(iter)
		}
	}
	o.answer("%s", d)
	return errors.Join(d.err, iter.Error())
}

// marks answers for all range keys.
func (o *operations) marks() (err error) {
	iter, err := o.db.NewIter(&pebble.IterOptions{KeyTypes: pebble.IterKeyTypeRangesOnly})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, iter.Close()) }()
	d := &digest{}
	for ok := iter.First(); ok; ok = iter.Next() {
		from, to := iter.RangeBounds()
		for _, mark := range iter.RangeKeys() {
			d.part(from)
			d.part(to)
			d.part(mark.Value)
			d.entries++
		}
	}
	o.answer("%s", d)
	return iter.Error()
}

func (o *operations) cursor(slot int, v *view, bounds []string) error {
	iter, err := v.NewIter(boundsOf(bounds))
	o.cursors[slot] = &cursor{iter, v.stale}
	return err
}

// move answers where the cursor stands; a walk answers for all that it came by.
func (o *operations) move(c *cursor, words []string) error {
	d := &digest{}
	switch words[0] {
	case "first":
		c.First()
	case "last":
		c.Last()
	case "ge":
		c.SeekGE(key(words[2]))
	case "lt":
		c.SeekLT(key(words[2]))
	default:
		step := c.Next
		if words[0] == "prev" {
			step = c.Prev
		}
		// Pebble turns round at an end; the contract is to stay there.
		for n := number(words[2]); n > 0 && c.Valid() && step(); n-- {
			d.add(c.Iterator)
		}
	}
	switch {
	case c.stale:
		o.answer("?")
	case c.Valid():
		v, err := c.ValueAndErr()
		if err != nil {
			return err
		}
		o.answer("%x=%s %s", c.Key(), short(v), d)
	default:
		o.answer("end %s", d)
	}
	return errors.Join(d.err, c.Error())
}

// replace excises the ranges and ingests the content: nothing between the two
// is looked at, so several steps are as good as one.
func (o *operations) replace(bounds []string) error {
	var spans []pebble.KeyRange
	for i := 0; i < len(bounds); i += 2 {
		from, to := closed(bounds[i:])
		if bytes.Compare(from, to) < 0 {
			spans = append(spans, pebble.KeyRange{Start: from, End: to})
		}
	}
	if len(spans) > 0 {
		for _, v := range o.views {
			v.stale = v.snapshot != nil
		}
	}
	content := o.content
	o.content = nil
	ctx := context.Background()
	together := len(spans) == 1 && len(content) > 0 && within(content, spans[0]) &&
		o.db.FormatMajorVersion() >= pebble.FormatVirtualSSTables && o.oneIn(2)
	if !together {
		for _, span := range spans {
			if err := o.excise(ctx, span); err != nil {
				return err
			}
		}
	}
	if len(content) == 0 {
		return nil
	}
	paths, err := o.tables(content)
	if err != nil {
		return err
	}
	if together {
		_, err := o.db.IngestAndExcise(ctx, paths, nil, nil, spans[0])
		return err
	}
	return o.db.Ingest(ctx, paths)
}

func (o *operations) excise(ctx context.Context, span pebble.KeyRange) error {
	if o.db.FormatMajorVersion() < pebble.FormatVirtualSSTables {
		return o.db.DeleteRange(span.Start, span.End, pebble.Sync)
	}
	return o.db.Excise(ctx, span)
}

func within(content []row, span pebble.KeyRange) bool {
	return bytes.Compare(span.Start, content[0].key) <= 0 && bytes.Compare(content[len(content)-1].key, span.End) < 0
}

// tables writes the content to one table or several, beside the database.
func (o *operations) tables(content []row) (paths []string, err error) {
	for len(content) > 0 {
		count := 1 + o.dice.intn(len(content))
		path := fmt.Sprintf("%s.spare%d", o.dir, o.spares)
		o.spares++
		if err := o.table(path, content[:count]); err != nil {
			return nil, err
		}
		paths = append(paths, path)
		content = content[count:]
	}
	return paths, nil
}

func (o *operations) table(path string, content []row) error {
	file, err := vfs.Default.Create(path, vfs.WriteCategoryUnspecified)
	if err != nil {
		return err
	}
	options := sstable.WriterOptions{TableFormat: o.db.TableFormat(), BlockSize: 1 + o.dice.intn(500)}
	writer := sstable.NewWriter(objstorageprovider.NewFileWritable(file), options)
	for _, entry := range content {
		if err := writer.Set(entry.key, entry.value); err != nil {
			return errors.Join(err, writer.Close())
		}
	}
	return writer.Close()
}

// checkpoint answers for all that a checkpoint shows.
func (o *operations) checkpoint() (err error) {
	dir := fmt.Sprintf("%s.checkpoint%d", o.dir, o.spares)
	o.spares++
	if err := o.db.Checkpoint(dir, pebble.WithFlushedWAL()); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	copied, err := pebble.Open(dir, &pebble.Options{Logger: quietLogger{}, ReadOnly: o.oneIn(2)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, copied.Close()) }()
	return o.scan(&view{Reader: copied}, true, []string{"-", "-"})
}

// check looks at everything that Pebble can look at. A table may go away while
// it does, if a compaction was just running.
func (o *operations) check() error {
	if _, err := checkTables(context.Background(), o.db, o.dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := o.levels(); err != nil {
		return err
	}
	o.answer("sound")
	return nil
}

func (o *operations) levels() error {
	var stats pebble.CheckLevelsStats
	return o.db.CheckLevels(&stats)
}

// digest is the number of entries and a checksum over them, each key and each
// value behind its length.
type digest struct {
	entries int
	sum     uint32
	err     error
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func (d *digest) add(iter *pebble.Iterator) {
	v, err := iter.ValueAndErr()
	d.err = errors.Join(d.err, err)
	d.part(iter.Key())
	d.part(v)
	d.entries++
}

func (d *digest) part(b []byte) {
	length := []byte{byte(len(b) >> 24), byte(len(b) >> 16), byte(len(b) >> 8), byte(len(b))}
	d.sum = crc32.Update(crc32.Update(d.sum, castagnoli, length), castagnoli, b)
}

func (d *digest) String() string { return fmt.Sprintf("%d:%08x", d.entries, d.sum) }

// short is what an answer says of a value: all of it, or its length and checksum.
func short(v []byte) string {
	if len(v) <= 16 {
		return hex.EncodeToString(v)
	}
	return fmt.Sprintf("%d:%08x", len(v), crc32.Checksum(v, castagnoli))
}

func number(word string) int {
	n, err := strconv.ParseInt(word, 10, 64)
	if err != nil {
		panic(err)
	}
	return int(n)
}

// key reads hexadecimal digits; a dot stands for no bytes.
func key(word string) []byte {
	if word == "." {
		return []byte{}
	}
	b, err := hex.DecodeString(word)
	if err != nil {
		panic(err)
	}
	return b
}

// value reads a key, or one that is repeated: "ab*3".
func value(word string) []byte {
	unit, count, repeated := strings.Cut(word, "*")
	if !repeated {
		return key(unit)
	}
	return bytes.Repeat(key(unit), number(count))
}

// bound is nil for "-", which stands for no bound.
func bound(word string) []byte {
	if word == "-" {
		return nil
	}
	return key(word)
}

func boundsOf(words []string) *pebble.IterOptions {
	return &pebble.IterOptions{LowerBound: bound(words[0]), UpperBound: bound(words[1])}
}

// last is above every key of a log.
var last = bytes.Repeat([]byte{0xff}, 64)

// closed gives both ends, for calls that want them.
func closed(words []string) (from, to []byte) {
	from, to = bound(words[0]), bound(words[1])
	if to == nil {
		to = last
	}
	return from, to
}
