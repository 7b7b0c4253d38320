package main

import "testing"

func TestSplitMix64PublishedVectors(t *testing.T) {
	for _, c := range []struct {
		seed uint64
		want []uint64
	}{
		{0, []uint64{0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4, 0x06c45d188009454f}},
		{1234567, []uint64{
			6457827717110365317, 3203168211198807973, 9817491932198370423,
			4593380528125082431, 16408922859458223821,
		}},
	} {
		random := newSplitMix64(c.seed)
		for i, want := range c.want {
			if got := random.next(); got != want {
				t.Errorf("seed %d draw %d: got %#x, want %#x", c.seed, i, got, want)
			}
		}
	}
}

func TestSplitMix64DrawsStayInRange(t *testing.T) {
	random := newSplitMix64(workloadSeed)
	for range 10_000 {
		if v := random.intn(7); v < 0 || v > 6 {
			t.Fatalf("intn(7) = %d", v)
		}
		if f := random.float(); f < 0 || f >= 1 {
			t.Fatalf("float() = %v", f)
		}
	}
}
