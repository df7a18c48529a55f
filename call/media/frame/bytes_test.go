package frame

import (
	"bytes"
	"testing"
)

func TestBytePoolRecycles(t *testing.T) {
	var pool BytePool
	first := pool.Get(1000)
	pool.Put(first)
	if again := pool.Get(600); len(again) != 600 || &again[0] != &first[0] {
		t.Error("the block was not recycled")
	}
	if other := pool.Get(600); &other[0] == &first[0] {
		t.Error("a block that is in use was handed out again")
	}
	pool.Put(first)
	if larger := pool.Get(5000); len(larger) != 5000 {
		t.Errorf("a block of %d bytes, wanted 5000", len(larger))
	}
	for range 2 * maxBlocks {
		pool.Put(make([]byte, 10))
	}
	if len(pool.free) > maxBlocks {
		t.Errorf("%d idle blocks", len(pool.free))
	}
}

func TestReleaseWithoutPool(t *testing.T) {
	Encoded{Data: []byte{1}}.Release()
	Packet{Payload: []byte{1}}.Release()
	var f Encoded
	f.Allocate(nil, 3)
	var p Packet
	p.Copy(nil, []byte{1, 2})
	f.Release()
	p.Release()
	if len(f.Data) != 3 || !bytes.Equal(p.Payload, []byte{1, 2}) {
		t.Errorf("a frame of %d bytes, a payload %v", len(f.Data), p.Payload)
	}
}

// A stream of frames and packets of changing sizes leaves no garbage.
func TestStreamLeavesNoGarbage(t *testing.T) {
	var pool BytePool
	payload, n := make([]byte, 1500), 0
	step := func() {
		n++
		var f Encoded
		f.Allocate(&pool, 8000+n%5*1000)
		var packets [8]Packet
		for i := range packets {
			packets[i].Copy(&pool, payload[:1000+n%500])
		}
		for _, p := range packets {
			p.Release()
		}
		f.Release()
	}
	for range 100 {
		step()
	}
	if allocated := testing.AllocsPerRun(100, step); allocated > 0 {
		t.Errorf("%v allocations a frame", allocated)
	}
}
