package vpx

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"parley/call/media/codec/heap"
	"parley/call/media/frame"
)

// An encoder that is made anew for another size, each time on another thread,
// leaves nothing behind in the heaps of the threads before.
func TestResizingKeepsMemorySmall(t *testing.T) {
	heap.ReturnLarge()
	var pool frame.VideoPool
	picture := pool.Get(1280, 720)
	defer picture.Release()
	onThreads(t, 2, picture) // what the library takes for good
	before := resident(t)
	onThreads(t, 12, picture)
	if grown := resident(t) - before; grown > 30<<20 {
		t.Errorf("%d MB more than before", grown>>20)
	}
}

// onThreads encodes a picture on n threads, one after the other. They all stay
// until the end, so that no thread takes over the heap of another.
func onThreads(t *testing.T, n int, picture *frame.Video) {
	t.Helper()
	end := make(chan struct{})
	var threads sync.WaitGroup
	for range n {
		done := make(chan error)
		threads.Go(func() {
			runtime.LockOSThread()
			done <- encodeOnce(picture)
			<-end
		})
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	close(end)
	threads.Wait()
}

func encodeOnce(picture *frame.Video) error {
	e, err := NewVP8Encoder(Config{})
	if err != nil {
		return err
	}
	defer e.Close()
	_, err = e.Encode(picture, true)
	return err
}

// resident is how many bytes of this program are in memory (proc(5), statm).
func resident(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Skip("only Linux tells")
	}
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}
