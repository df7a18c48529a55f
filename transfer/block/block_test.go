package block_test

import (
	"encoding/hex"
	"testing"

	"parley/transfer/block"
)

func TestCut(t *testing.T) {
	for _, c := range []struct{ size, length, count, last int64 }{
		{0, block.MinSize, 0, 0},
		{1, block.MinSize, 1, 1},
		{block.MinSize, block.MinSize, 1, block.MinSize},
		{block.MinSize + 1, block.MinSize, 2, 1},
		{16 << 30, block.MinSize, 1 << 16, block.MinSize},
		{16<<30 + 1, 2 * block.MinSize, 1<<15 + 1, 1},
		{32<<30 + 1, block.MaxSize, 1<<15 + 1, 1},
		{1 << 62, block.MaxSize, 1 << 42, block.MaxSize},
	} {
		if block.Size(c.size) != c.length || block.Count(c.size) != c.count || int64(block.Length(c.size, c.count-1)) != c.last {
			t.Errorf("%d bytes: %d blocks of %d, last %d; want %+v", c.size, block.Count(c.size), block.Size(c.size), block.Length(c.size, c.count-1), c)
		}
		if block.Length(c.size, c.count) != 0 || block.Length(c.size, -1) != 0 {
			t.Errorf("%d bytes have a block too many", c.size)
		}
	}
}

// TestVectors compares with the test vectors of the BLAKE3 specification.
func TestVectors(t *testing.T) {
	plain := block.Sum(nil)
	if hex.EncodeToString(plain[:]) != "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262" {
		t.Errorf("hash of nothing: %x", plain)
	}
	one := block.Sum([]byte{0})
	if hex.EncodeToString(one[:]) != "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213" {
		t.Errorf("hash of a zero byte: %x", one)
	}
	s := block.NewSummer()
	_, _ = s.Write([]byte{0})
	if s.Sum() != one {
		t.Error("in pieces it is another")
	}
}

// TestHashesAreBound checks that a hash is good for one place only.
func TestHashesAreBound(t *testing.T) {
	h := block.NewHasher(block.Sum([]byte("one")))
	data := []byte("data")
	seen := map[block.Hash]string{}
	for name, hash := range map[string]block.Hash{
		"":                h.Block(1, 2, data),
		"another entry":   h.Block(2, 2, data),
		"another index":   h.Block(1, 1, data),
		"swapped":         h.Block(2, 1, data),
		"another content": h.Block(1, 2, []byte("dat")),
		"another offer":   block.NewHasher(block.Sum([]byte("two"))).Block(1, 2, data),
		"no key":          block.Sum(data),
		"zeros":           h.Block(1, 2, make([]byte, 10)),
		"a file":          h.File(1, 2, nil),
		"its size":        h.File(1, 3, nil),
		"its blocks":      h.File(1, 3, []block.Hash{{}}),
	} {
		if other, there := seen[hash]; there {
			t.Errorf("%q has the hash of %q", name, other)
		}
		seen[hash] = name
	}
	if h.Block(1, 2, data) != block.NewHasher(block.Sum([]byte("one"))).Block(1, 2, data) {
		t.Error("a hash depends on what was hashed before")
	}
	if h.Block(7, 8, make([]byte, 300000)) != (block.Hash{}) {
		t.Error("zeros have a hash")
	}
}

func TestZeros(t *testing.T) {
	for _, n := range []int{0, 1, 4095, 4096, 4097, 262144} {
		data := make([]byte, n)
		if !block.Zeros(data) {
			t.Errorf("%d zeros are none", n)
		}
		for _, at := range []int{0, n / 2, n - 1} {
			if at < 0 || at >= n {
				continue
			}
			data[at] = 1
			if block.Zeros(data) {
				t.Errorf("a one at %d of %d is not seen", at, n)
			}
			data[at] = 0
		}
	}
}

func TestNothingIsAllocated(t *testing.T) {
	h := block.NewHasher(block.Hash{})
	data := make([]byte, block.MinSize)
	data[0] = 1
	// Buffers come from a pool, which the race detector empties now and then.
	if n := testing.AllocsPerRun(10, func() { h.Block(1, 2, data) }); n > 0.5 {
		t.Errorf("%v allocations a block", n)
	}
}

// BenchmarkHash hashes blocks: MB/s of one core.
func BenchmarkHash(b *testing.B) {
	h := block.NewHasher(block.Hash{})
	data := make([]byte, block.MinSize)
	data[0] = 1
	b.SetBytes(block.MinSize)
	b.ReportAllocs()
	for b.Loop() {
		h.Block(1, 2, data)
	}
}
