package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/objstorage/objstorageprovider"
	"github.com/cockroachdb/pebble/v2/sstable"
	"github.com/cockroachdb/pebble/v2/sstable/block"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// runSST prints what tables hold, as Pebble's own reader sees it.
func runSST(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errors.New("sst: expected files")
	}
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	for _, path := range args {
		if err := withTable(ctx, path, func(r *sstable.Reader) error { return printTable(ctx, out, r) }); err != nil {
			return errors.Join(fmt.Errorf("%s: %w", path, err), out.Flush())
		}
	}
	return out.Flush()
}

// runRewriteSST writes the entries of a table into another one with Pebble's
// own writer. What a table does not say of the options it was made with comes
// as flags.
func runRewriteSST(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("rewrite-sst", flag.ContinueOnError)
	blockSize := flags.Int("block", 32<<10, "target size of data blocks")
	indexBlockSize := flags.Int("index-block", 32<<10, "target size of index blocks")
	filter := flags.Int("filter", 0, "bits per key of a Bloom filter, 0 for none")
	lowest := flags.Bool("lowest-level", false, "mark deletions obsolete")
	positional, err := parseArgs(flags, args, 2)
	if err != nil {
		return err
	}
	return withTable(ctx, positional[0], func(r *sstable.Reader) error {
		options, err := optionsOf(ctx, r)
		if err != nil {
			return err
		}
		options.BlockSize = *blockSize
		options.IndexBlockSize = *indexBlockSize
		options.WritingToLowestLevel = *lowest
		options.DisableValueBlocks = true
		if *filter > 0 {
			options.FilterPolicy = bloom.FilterPolicy(*filter)
		}
		return rewriteTable(ctx, r, positional[1], options)
	})
}

// optionsOf returns the format and the compression that a table was written with.
func optionsOf(ctx context.Context, r *sstable.Reader) (sstable.WriterOptions, error) {
	var options sstable.WriterOptions
	format, err := r.TableFormat()
	if err != nil {
		return options, err
	}
	options.TableFormat = format
	properties, err := r.ReadPropertiesBlock(ctx, nil)
	if err != nil {
		return options, err
	}
	switch properties.CompressionName {
	case "NoCompression":
		options.Compression = block.NoCompression
	case "Snappy":
		options.Compression = block.SnappyCompression
	case "ZSTD":
		options.Compression = block.ZstdCompression
	default:
		return options, fmt.Errorf("compression %q", properties.CompressionName)
	}
	return options, nil
}

func withTable(ctx context.Context, path string, use func(r *sstable.Reader) error) (err error) {
	f, err := vfs.Default.Open(path)
	if err != nil {
		return err
	}
	readable, err := sstable.NewSimpleReadable(f)
	if err != nil {
		return errors.Join(err, f.Close())
	}
	policy := bloom.FilterPolicy(10)
	options := sstable.ReaderOptions{Filters: map[string]pebble.FilterPolicy{policy.Name(): policy}}
	r, err := sstable.NewReader(ctx, readable, options)
	if err != nil {
		return errors.Join(err, readable.Close())
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return use(r)
}

// printTable writes one line per entry: P for points, D for range deletions, K
// for range keys, in the order of the table; then the properties.
func printTable(ctx context.Context, out io.Writer, r *sstable.Reader) error {
	if err := r.ValidateBlockChecksums(); err != nil {
		return err
	}
	if _, err := r.Layout(); err != nil {
		return err
	}
	points, deletions, rangeKeys, err := readTable(ctx, r)
	if err != nil {
		return err
	}
	for _, p := range points {
		fmt.Fprintf(out, "P %x %d %d %x\n", p.key.UserKey, p.key.SeqNum(), p.key.Kind(), p.value)
	}
	for _, span := range deletions {
		for _, k := range span.Keys {
			fmt.Fprintf(out, "D %x %x %d\n", span.Start, span.End, k.SeqNum())
		}
	}
	for _, span := range rangeKeys {
		for _, k := range span.Keys {
			fmt.Fprintf(out, "K %x %x %d %d %x %x\n", span.Start, span.End, k.SeqNum(), k.Kind(), k.Suffix, k.Value)
		}
	}
	if err := seekPoints(r, points); err != nil {
		return err
	}
	properties, err := r.ReadPropertiesBlock(ctx, nil)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s\n", properties.String())
	return err
}

type point struct {
	key   pebble.InternalKey
	value []byte
}

// readTable reads every entry, obsolete ones too, and keeps copies.
func readTable(ctx context.Context, r *sstable.Reader) (points []point, deletions, rangeKeys []sstable.Span, err error) {
	iter, err := r.NewIter(sstable.NoTransforms, nil, nil, sstable.AssertNoBlobHandles)
	if err != nil {
		return nil, nil, nil, err
	}
	for kv := iter.First(); kv != nil; kv = iter.Next() {
		value, _, err := kv.Value(nil)
		if err != nil {
			return nil, nil, nil, errors.Join(err, iter.Close())
		}
		points = append(points, point{kv.K.Clone(), bytes.Clone(value)})
	}
	if err := errors.Join(iter.Error(), iter.Close()); err != nil {
		return nil, nil, nil, err
	}
	deletionIter, err := r.NewRawRangeDelIter(ctx, sstable.NoFragmentTransforms, sstable.NoReadEnv)
	if err != nil {
		return nil, nil, nil, err
	}
	if deletionIter != nil {
		if deletions, err = readSpans(deletionIter); err != nil {
			return nil, nil, nil, err
		}
	}
	rangeKeyIter, err := r.NewRawRangeKeyIter(ctx, sstable.NoFragmentTransforms, sstable.NoReadEnv)
	if err != nil {
		return nil, nil, nil, err
	}
	if rangeKeyIter != nil {
		if rangeKeys, err = readSpans(rangeKeyIter); err != nil {
			return nil, nil, nil, err
		}
	}
	return points, deletions, rangeKeys, nil
}

func readSpans(iter interface {
	First() (*sstable.Span, error)
	Next() (*sstable.Span, error)
	Close()
}) (spans []sstable.Span, err error) {
	defer iter.Close()
	span, err := iter.First()
	for ; span != nil && err == nil; span, err = iter.Next() {
		spans = append(spans, span.Clone())
	}
	return spans, err
}

// seekPoints finds every user key again, through the index and the filter.
func seekPoints(r *sstable.Reader, points []point) (err error) {
	iter, err := r.NewIter(sstable.NoTransforms, nil, nil, sstable.AssertNoBlobHandles)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, iter.Close()) }()
	for i, p := range points {
		if i > 0 && bytes.Equal(points[i-1].key.UserKey, p.key.UserKey) {
			continue
		}
		kv := iter.SeekPrefixGE(p.key.UserKey, p.key.UserKey, 0)
		if kv == nil || !bytes.Equal(kv.K.UserKey, p.key.UserKey) || kv.K.Trailer != p.key.Trailer {
			return fmt.Errorf("a seek does not find %x: %w", p.key.UserKey, errors.Join(errors.New("absent"), iter.Error()))
		}
	}
	return nil
}

func rewriteTable(ctx context.Context, r *sstable.Reader, path string, options sstable.WriterOptions) error {
	points, deletions, rangeKeys, err := readTable(ctx, r)
	if err != nil {
		return err
	}
	f, err := vfs.Default.Create(path, vfs.WriteCategoryUnspecified)
	if err != nil {
		return err
	}
	cpuBefore, start := processCPU(), time.Now()
	w := sstable.NewRawWriter(objstorageprovider.NewFileWritable(f), options)
	for _, p := range points {
		if err := w.Add(p.key, p.value, false); err != nil {
			return errors.Join(err, w.Close())
		}
	}
	for _, span := range slices.Concat(deletions, rangeKeys) {
		if err := w.EncodeSpan(span); err != nil {
			return errors.Join(err, w.Close())
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	wall, cpu := time.Since(start), processCPU()-cpuBefore
	meta, err := w.Metadata()
	if err != nil {
		return err
	}
	return writeJSONLine(os.Stdout, object{
		"points":     len(points),
		"file_bytes": meta.Size,
		"wall_ns":    wall.Nanoseconds(),
		"cpu_ns":     cpu.Nanoseconds(),
	})
}
