package main

import (
	"os"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/sstable"
	"github.com/cockroachdb/pebble/v2/sstable/block"
)

// randomOptions makes a database small, so that a short log reaches all of it:
// several levels, tables of a few blocks, moves, splits, rotations.
func randomOptions(dice *splitMix64) *pebble.Options {
	oneIn := func(n int) bool { return dice.intn(n) == 0 }
	upTo := func(bits int) int { return dice.intn(1 << (1 + dice.intn(bits))) }
	oldest := int(pebble.FormatFlushableIngest)
	format := pebble.FormatNewest
	if oneIn(3) {
		format = pebble.FormatMajorVersion(oldest + dice.intn(int(pebble.FormatNewest)-oldest+1))
	}
	o := &pebble.Options{
		Logger:                      quietLogger{},
		FormatMajorVersion:          format,
		MemTableSize:                uint64(4<<10 + upTo(17)),
		MemTableStopWritesThreshold: 2 + dice.intn(3),
		L0CompactionThreshold:       1 + dice.intn(4),
		L0StopWritesThreshold:       5 + dice.intn(20),
		LBaseMaxBytes:               int64(1 + upTo(16)),
		FlushSplitBytes:             int64(200 + upTo(14)),
		MaxManifestFileSize:         int64(1 + upTo(14)),
		CacheSize:                   int64(upTo(20)),
		BytesPerSync:                1 + upTo(18),
		DisableAutomaticCompactions: oneIn(5),
		CompactionConcurrencyRange:  func() (int, int) { return 1, 2 },
	}
	if o.DisableAutomaticCompactions {
		// Nothing would ever end a wait for compactions.
		o.L0StopWritesThreshold = 1 << 20
	}
	valueBlocks, split, direct, deleteOnly := oneIn(2), oneIn(2), oneIn(2), oneIn(2)
	o.Experimental.EnableValueBlocks = func() bool { return valueBlocks }
	o.Experimental.IngestSplit = func() bool { return split }
	o.Experimental.DisableIngestAsFlushable = func() bool { return direct }
	o.Experimental.EnableDeleteOnlyCompactionExcises = func() bool { return deleteOnly }
	o.Experimental.L0CompactionConcurrency = 1 + dice.intn(3)
	o.Experimental.LevelMultiplier = 5 << dice.intn(5)
	o.Experimental.ValidateOnIngest = oneIn(2)
	o.TargetFileSizes[0] = int64(200 + upTo(14))
	profiles := []*sstable.CompressionProfile{
		block.NoCompression, block.SnappyCompression, block.ZstdCompression, block.MinLZCompression, block.FastestCompression,
	}
	profile := profiles[dice.intn(len(profiles))]
	for i := range o.Levels {
		level := &o.Levels[i]
		level.BlockRestartInterval = 1 + dice.intn(20)
		level.BlockSize = 1 + upTo(12)
		level.BlockSizeThreshold = 50 + dice.intn(50)
		level.IndexBlockSize = 1 + upTo(12)
		level.Compression = func() *sstable.CompressionProfile { return profile }
		if oneIn(2) {
			level.FilterPolicy = bloom.FilterPolicy(1 + dice.intn(15))
		}
	}
	return o
}

// quietLogger drops what is not fatal; what is ends the program, as Pebble
// expects it, and with it the log that led there.
type quietLogger struct{}

func (quietLogger) Infof(string, ...any) {}

func (quietLogger) Errorf(string, ...any) {}

func (quietLogger) Fatalf(format string, args ...any) {
	pebbleLogger{fatal: func() { os.Exit(1) }}.Fatalf(format, args...)
}
