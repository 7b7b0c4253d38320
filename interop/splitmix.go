package main

// splitMix64 is the generator behind every workload and every random draw of
// the benchmarks. It is small enough to be written again in any language, so
// that two programs with the same seed visit the same ids in the same order.
type splitMix64 struct {
	state uint64
}

func newSplitMix64(seed uint64) *splitMix64 {
	return &splitMix64{state: seed}
}

func (r *splitMix64) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// intn returns the next value modulo k. The slight bias of the modulus is part
// of the recipe; rejection would consume an unpredictable number of draws.
func (r *splitMix64) intn(k int) int {
	return int(r.next() % uint64(k))
}

// float returns the top 53 bits of the next value as a fraction of one, which
// is exact in a double.
func (r *splitMix64) float() float64 {
	return float64(r.next()>>11) / (1 << 53)
}
