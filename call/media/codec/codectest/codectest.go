// Package codectest checks that an encoder and its decoder keep what package
// codec promises. It also makes the pictures and the speech that such tests,
// and benchmarks, feed them with.
package codectest

import (
	"errors"
	"testing"

	"parley/call/media/codec"
)

// must fails the test when a constructor or a call failed.
func must[T any](t testing.TB, value T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// closer is what all four kinds of codec have.
type closer interface{ Close() error }

// closed checks that Close may be repeated and is final: afterwards each of
// calls returns codec.ErrClosed.
func closed(t *testing.T, c closer, calls map[string]func() error) {
	t.Helper()
	for range 2 {
		if err := c.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}
	for name, call := range calls {
		if err := call(); !errors.Is(err, codec.ErrClosed) {
			t.Errorf("%s after close: %v", name, err)
		}
	}
}
