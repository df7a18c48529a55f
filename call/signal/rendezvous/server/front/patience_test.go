package front

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener for connections that are handed to it.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	if conn, ok := <-p; ok {
		return conn, nil
	}
	return nil, net.ErrClosed
}

func (p pipes) Close() error { close(p); return nil }
func (pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p pipes) dial() net.Conn {
	client, server := net.Pipe()
	p <- server
	return client
}

// TestPatience has clients come who never say what they speak.
func TestPatience(t *testing.T) {
	config := certificate(t)
	shake := func(bytes ...byte) func(*testing.T, net.Conn) {
		return func(t *testing.T, conn net.Conn) {
			secured := tls.Client(conn, speaking())
			if _, err := secured.Write(bytes); err != nil {
				t.Error(err)
			}
			_, _ = io.Copy(io.Discard, conn)
		}
	}
	for name, test := range map[string]struct {
		client func(*testing.T, net.Conn)
		after  time.Duration
	}{
		"says nothing":     {func(_ *testing.T, conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }, patience},
		"dribbles":         {func(_ *testing.T, conn net.Conn) { go dribble(conn); _, _ = io.Copy(io.Discard, conn) }, patience},
		"only shakes":      {shake(), patience},
		"half a header":    {shake(0, 1, 0, 0), patience},
		"neither":          {shake(0, 1, 0, 0, 1, 2, 3, 4), 0},
		"speaks something": {func(_ *testing.T, conn net.Conn) { greet(conn) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := make(pipes)
				f, err := New(l, Config{TLS: config, TURN: true})
				if err != nil {
					t.Fatal(err)
				}
				defer f.Close()
				begun := time.Now()
				test.client(t, l.dial())
				if took := time.Since(begun); took != test.after {
					t.Errorf("it was let go after %v, not %v", took, test.after)
				}
				time.Sleep(2 * time.Second) // who dribbles hears of it
				synctest.Wait()
				if f.gate.all != 0 {
					t.Errorf("%d connections are left", f.gate.all)
				}
			})
		})
	}
}

// greet speaks before it listens.
func greet(conn net.Conn) {
	_, _ = conn.Write([]byte("hello"))
	_, _ = io.Copy(io.Discard, conn)
}

// dribble sends a record of TLS, a byte a second, until nobody reads.
func dribble(conn net.Conn) {
	record := append([]byte{22, 3, 1, 2, 0, 1}, make([]byte, 511)...)
	for _, b := range record {
		if _, err := conn.Write([]byte{b}); err != nil {
			return
		}
		time.Sleep(time.Second)
	}
}

// TestCloseLetsGo closes while somebody has not said what it speaks.
func TestCloseLetsGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := make(pipes)
		f, err := New(l, Config{TLS: certificate(t), TURN: true})
		if err != nil {
			t.Fatal(err)
		}
		conn := l.dial()
		begun := time.Now()
		_ = f.HTTP.Close()
		if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) || time.Since(begun) != 0 {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		for _, side := range []net.Listener{f.HTTP, f.TURN} {
			if _, err := side.Accept(); !errors.Is(err, net.ErrClosed) {
				t.Errorf("a closed side: %v", err)
			}
		}
	})
}

// FuzzHear reads all that was heard again, whatever it was.
func FuzzHear(f *testing.F) {
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"))
	f.Add([]byte{0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 0})
	f.Add([]byte{0, 1, 0, 0, 1, 2, 3, 4})
	f.Add([]byte{0x40})
	f.Fuzz(func(t *testing.T, said []byte) {
		client, server := net.Pipe()
		go func() {
			_, _ = client.Write(said)
			_ = client.Close()
		}()
		defer client.Close()
		defer server.Close()
		heard, turn, err := hear(server)
		if err != nil {
			return
		}
		again, _ := io.ReadAll(heard)
		if string(again) != string(said) || turn != (said[0] < firstLetter) {
			t.Errorf("%q became %q, %v", said, again, turn)
		}
	})
}
