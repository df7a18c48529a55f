package frame

import (
	"context"
	"sync"
	"testing"
	"time"
)

func TestMailboxKeepsNewest(t *testing.T) {
	var dropped []int
	m := NewMailbox(func(v int) { dropped = append(dropped, v) })
	for i := range 3 {
		m.Put(i)
	}
	if v, ok := m.Take(context.Background()); !ok || v != 2 {
		t.Fatalf("took %d, %v; want 2", v, ok)
	}
	if len(dropped) != 2 || m.Dropped() != 2 || m.Count() != 3 {
		t.Fatalf("dropped %v, counted %d of %d", dropped, m.Dropped(), m.Count())
	}
	if _, ok := m.TryTake(); ok {
		t.Fatal("an empty mailbox gave a value")
	}
}

func TestMailboxCloseReleasesAndWakes(t *testing.T) {
	var pool VideoPool
	m := NewMailbox((*Video).Release)
	m.Put(pool.Get(16, 16))
	m.Close()
	m.Put(pool.Get(16, 16))
	if pool.Live() != 0 {
		t.Fatalf("%d pictures leaked", pool.Live())
	}
	waiting := NewMailbox[int](nil)
	var done sync.WaitGroup
	done.Go(func() {
		if _, ok := waiting.Take(context.Background()); ok {
			t.Error("a closed mailbox gave a value")
		}
	})
	time.Sleep(time.Millisecond)
	waiting.Close()
	waiting.Close()
	done.Wait()
}

func TestMailboxConcurrent(t *testing.T) {
	m := NewMailbox[int](nil)
	const n = 10000
	var done sync.WaitGroup
	done.Go(func() {
		for i := range n {
			m.Put(i + 1)
		}
	})
	last := 0
	for last != n {
		v, ok := m.Take(context.Background())
		if !ok || v <= last {
			t.Fatalf("took %d after %d, %v", v, last, ok)
		}
		last = v
	}
	done.Wait()
}

func TestVideoPool(t *testing.T) {
	var pool VideoPool
	v := pool.Get(33, 17)
	if len(v.U) != v.StrideUV*9 || v.StrideUV < 17 || len(v.Y) != v.StrideY*17 {
		t.Fatalf("planes of %d, %d bytes, strides %d, %d", len(v.Y), len(v.U), v.StrideY, v.StrideUV)
	}
	v.Retain()
	v.Release()
	if pool.Live() != 1 {
		t.Fatal("released while a reader holds it")
	}
	v.Release()
	if again := pool.Get(33, 17); again != v {
		t.Fatal("the picture was not recycled")
	}
	for _, size := range [][2]int{{0, 1}, {1, -1}, {MaxWidth + 1, 1}, {1, MaxHeight + 1}} {
		if pool.Get(size[0], size[1]) != nil {
			t.Errorf("a picture of %v was made", size)
		}
	}
}

func TestFeedServesEveryWatcher(t *testing.T) {
	var pool VideoPool
	var feed Feed
	feed.Put(pool.Get(16, 16))
	first, second := feed.Watch(), feed.Watch()
	feed.Put(pool.Get(16, 16))
	for _, m := range []*Mailbox[*Video]{first, second} {
		v, ok := m.TryTake()
		if !ok {
			t.Fatal("a watcher got no picture")
		}
		v.Release()
	}
	feed.Put(pool.Get(16, 16))
	feed.Unwatch(first)
	feed.Unwatch(second)
	if pool.Live() != 0 {
		t.Fatalf("%d pictures leaked", pool.Live())
	}
}
