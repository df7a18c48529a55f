package signal_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"parley/call/signal"
)

func TestReceive(t *testing.T) {
	in, ended := make(chan int, 2), make(chan struct{})
	receive := func(ctx context.Context) (int, error) {
		return signal.Receive(ctx, in, ended, func() error { return io.EOF })
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if n, err := receive(ctx); n != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("nothing came: %d, %v", n, err)
	}
	in <- 1
	in <- 2
	close(ended)
	for want := 1; want <= 2; want++ {
		if n, err := receive(t.Context()); n != want || err != nil {
			t.Errorf("what came before the end: %d, %v", n, err)
		}
	}
	for range 2 {
		if n, err := receive(t.Context()); n != 0 || !errors.Is(err, io.EOF) {
			t.Errorf("after the end: %d, %v", n, err)
		}
	}
}

func TestHearing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := signal.NewHearing()
		time.Sleep(3 * time.Second)
		if got := h.Silence(); got != 3*time.Second {
			t.Errorf("silent for %v", got)
		}
		h.Heard()
		time.Sleep(time.Second)
		if got := h.Silence(); got != time.Second {
			t.Errorf("heard, and silent for %v", got)
		}
	})
}
