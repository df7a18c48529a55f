package front

import (
	"errors"
	"net"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
)

// TestGate floods from one address, and looks whether another has its place.
func TestGate(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	registry := prometheus.NewRegistry()
	f, err := New(l, Config{Limits: Limits{All: 3, PerAddress: 2}, Registerer: registry})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	inside := make(chan net.Conn)
	go func() {
		defer close(inside)
		for {
			conn, err := f.HTTP.Accept()
			if err != nil {
				return
			}
			inside <- conn
		}
	}()
	come := func(from string) (in net.Conn) {
		t.Helper()
		dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
		conn, err := dialer.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		out := make(chan struct{})
		go func() {
			defer close(out)
			_ = conn.SetReadDeadline(time.Now().Add(long))
			_, _ = conn.Read(make([]byte, 1))
		}()
		select {
		case in := <-inside:
			return in
		case <-out:
			return nil
		}
	}
	const flood, other, third = "127.0.0.1", "127.0.0.2", "127.0.0.3"
	first := come(flood)
	if first == nil || come(flood) == nil {
		t.Fatal("too few are let in")
	}
	if come(flood) != nil {
		t.Error("one too many of one address")
	}
	if come(other) == nil {
		t.Error("another address has no place")
	}
	if come(third) != nil {
		t.Error("one too many in all")
	}
	_ = first.Close()
	_ = first.Close()
	if come(third) == nil {
		t.Error("never room again")
	}
	var m dto.Metric
	if err := f.gate.refused.Write(&m); err != nil || m.GetCounter().GetValue() != 2 {
		t.Errorf("%v, %v were refused", err, m.GetCounter().GetValue())
	}
	_ = f.Close()
	if _, ok := <-inside; ok {
		t.Error("still open")
	}
	if _, err := New(l, Config{Registerer: registry}); err == nil || errors.Is(err, net.ErrClosed) {
		t.Errorf("registered twice: %v", err)
	}
}
