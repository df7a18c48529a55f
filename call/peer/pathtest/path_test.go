//go:build linux

package pathtest_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"parley/call/peer/pathtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// hang bounds what should take a moment.
const hang = 20 * time.Second

// echoing runs a server on a host that sends back what comes.
func echoing(t *testing.T, h *pathtest.Host) (address string) {
	t.Helper()
	var listener net.Listener
	err := h.Do(func() (err error) {
		listener, err = net.Listen("tcp", h.Address+":0")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() { serve(t.Context(), listener, &serving) })
	t.Cleanup(func() {
		listener.Close()
		serving.Wait()
	})
	return listener.Addr().String()
}

// serve sends back what comes, until the listener is closed and ctx is done.
func serve(ctx context.Context, listener net.Listener, serving *sync.WaitGroup) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		stop := context.AfterFunc(ctx, func() { conn.Close() })
		serving.Go(func() {
			defer conn.Close()
			defer stop()
			_, _ = io.Copy(conn, conn)
		})
	}
}

func dial(t *testing.T, h *pathtest.Host, address string, within time.Duration) (conn net.Conn, err error) {
	t.Helper()
	err = h.Do(func() (err error) {
		conn, err = net.DialTimeout("tcp", address, within)
		return err
	})
	if err == nil {
		t.Cleanup(func() { conn.Close() })
	}
	return conn, err
}

// echo sends a word and waits for it.
func echo(t *testing.T, conn net.Conn, within time.Duration) error {
	t.Helper()
	_ = conn.SetDeadline(time.Now().Add(within))
	if _, err := conn.Write([]byte("word")); err != nil {
		return err
	}
	_, err := conn.Read(make([]byte, 4))
	return err
}

func TestPath(t *testing.T) {
	const delay = 30 * time.Millisecond
	c := pathtest.Conditions{Delay: delay, Rate: 10_000_000}
	p := pathtest.Join(t, c)
	address := echoing(t, p.B)
	begun := time.Now()
	conn, err := dial(t, p.A, address, hang)
	if err != nil {
		t.Fatal(err)
	}
	if err := echo(t, conn, hang); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begun); took < 4*delay {
		t.Errorf("a connection and an echo took %v on a path of %v", took, delay)
	}
	p.Set(c.Cut())
	if err := echo(t, conn, time.Second); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("over a path that is cut: %v", err)
	}
	p.Set(c)
	if err := echo(t, conn, hang); err != nil {
		t.Errorf("after the cut: %v", err)
	}
	there, back := p.Counts()
	if there.Packets == 0 || back.Packets == 0 || there.Lost == 0 || there.Bytes < 40*there.Packets {
		t.Errorf("there: %v; back: %v", there, back)
	}
}

// A firewall that refuses new connections leaves those alone that are there.
func TestLetConnect(t *testing.T) {
	p := pathtest.Join(t, pathtest.Conditions{})
	address := echoing(t, p.B)
	p.LetConnect(1)
	conn, err := dial(t, p.A, address, hang)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := dial(t, p.A, address, time.Second); err == nil {
		t.Error("another connection was made")
	}
	if err := echo(t, conn, hang); err != nil {
		t.Error(err)
	}
	if there, _ := p.Counts(); there.Refused == 0 {
		t.Errorf("there: %v", there)
	}
}

// What is unplugged comes back with its addresses, and can be given others.
func TestCable(t *testing.T) {
	n := pathtest.Cable(t)
	n.A.Running()
	n.B.Running()
	n.B.Unplug()
	n.B.Plug()
	n.B.Running()
	if _, err := dial(t, n.A, echoing(t, n.B), hang); err != nil {
		t.Error(err)
	}
	n.A.Readdress(n.A.Address, "198.18.0.3")
	conn, err := dial(t, n.A, echoing(t, n.B), hang)
	if err != nil {
		t.Fatal(err)
	}
	if host, _, _ := net.SplitHostPort(conn.LocalAddr().String()); host != "198.18.0.3" {
		t.Errorf("from %v", host)
	}
}
