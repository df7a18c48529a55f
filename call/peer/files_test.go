package peer

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/pion/transport/v5/vnet"
)

// streams waits for both ends' byte streams.
func (c *call) streams(t *testing.T) (a, b io.ReadWriteCloser) {
	t.Helper()
	open := func(e *end) io.ReadWriteCloser { return get(e, func(e *end) io.ReadWriteCloser { return e.files }) }
	until(t, "open", func() bool { return open(c.a) != nil && open(c.b) != nil })
	return open(c.a), open(c.b)
}

// What is written in pieces of any size comes out the same, both ways at once.
func TestFilesAreAByteStream(t *testing.T) {
	onWAN(t, 2*time.Millisecond, func(t *testing.T, _ *wan, c *call) {
		c.connect(t)
		a, b := c.streams(t)
		data := make([]byte, 3<<20)
		for i := range data {
			data[i] = byte(rand.Uint32())
		}
		var work sync.WaitGroup
		for _, way := range []struct{ from, to io.ReadWriteCloser }{{a, b}, {b, a}} {
			work.Go(func() { write(t, way.from, data) })
			work.Go(func() {
				sum := sha256.New()
				if _, err := io.CopyN(sum, way.to, int64(len(data))); err != nil {
					t.Error(err)
				}
				if want := sha256.Sum256(data); !bytes.Equal(sum.Sum(nil), want[:]) {
					t.Error("something else came out")
				}
			})
		}
		work.Wait()
	})
}

func write(t *testing.T, w io.Writer, data []byte) {
	for len(data) > 0 {
		n := min(len(data), 1+rand.IntN(200_000))
		if _, err := w.Write(data[:n]); err != nil {
			t.Error(err)
			return
		}
		data = data[n:]
	}
}

// A path that stands still holds the writer back, and Close lets it go.
func TestFilesHoldTheWriterBack(t *testing.T) {
	onWAN(t, time.Millisecond, func(t *testing.T, w *wan, c *call) {
		c.connect(t)
		a, _ := c.streams(t)
		w.setFilter(func(vnet.Chunk) bool { return false })
		written := make(chan int, 1)
		go func() {
			n, err := a.Write(make([]byte, 3*filesHigh))
			if !errors.Is(err, io.ErrClosedPipe) {
				t.Errorf("the write ended with %v", err)
			}
			written <- n
		}()
		until(t, "full", func() bool { return c.a.conn.files.BufferedAmount() > filesHigh })
		a.Close()
		if n := <-written; n > filesHigh+2*filesMessage {
			t.Errorf("%d bytes were taken", n)
		}
		if _, err := a.Read(make([]byte, 1)); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("the read ended with %v", err)
		}
	})
}

// Closing the connection ends a reader that waits.
func TestFilesEndWithTheConnection(t *testing.T) {
	onWAN(t, time.Millisecond, func(t *testing.T, _ *wan, c *call) {
		c.connect(t)
		a, _ := c.streams(t)
		read := make(chan error, 1)
		go func() {
			_, err := a.Read(make([]byte, 1))
			read <- err
		}()
		c.a.close(t)
		if err := <-read; err == nil {
			t.Error("something was read")
		}
	})
}

func TestChat(t *testing.T) {
	onWAN(t, time.Millisecond, func(t *testing.T, _ *wan, c *call) {
		c.connect(t)
		until(t, "open", func() bool { return c.a.conn.channels[Chat].stream.Load() != nil })
		if err := c.a.conn.Send(Chat, make([]byte, MaxChat)); err != nil {
			t.Fatal(err)
		}
		if err := c.a.conn.Send(Chat, make([]byte, MaxChat+1)); !errors.Is(err, ErrTooLarge) {
			t.Errorf("a byte over: %v", err)
		}
		until(t, "delivered", func() bool { return get(c.b, func(e *end) int { return len(e.chat) }) == 1 })
	})
}
