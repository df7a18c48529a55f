package relay

import (
	"errors"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

// TestSilentStreams waits for clients that say nothing, or nothing more, or do
// not read.
func TestSilentStreams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newStreams(nil, nil, DefaultLimits())
		client, conn := net.Pipe()
		defer client.Close()
		s := l.admit(conn)
		defer s.Close()
		times := func(want time.Duration, do func([]byte) (int, error)) {
			t.Helper()
			begun := time.Now()
			if _, err := do(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(begun) != want {
				t.Errorf("%v after %v, not %v", err, time.Since(begun), want)
			}
		}
		send := func() {
			t.Helper()
			go func() { _, _ = client.Write([]byte{1}) }()
			if _, err := s.Read(make([]byte, 1)); err != nil {
				t.Error(err)
			}
		}
		time.Sleep(firstMessage / 2)
		send() // which is no message yet
		times(firstMessage/2, s.Read)
		times(writing, s.Write)
		send()
		times(nextByte, s.Read)
	})
}
