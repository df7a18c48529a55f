package signal_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"parley/call/signal"
)

func TestCallers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c signal.Callers
		if err := c.Enter(); err != nil || c.Refuses() {
			t.Fatal(err)
		}
		c.Go(func() { time.Sleep(2 * time.Second) })
		c.Refuse()
		if err := c.Enter(); !errors.Is(err, signal.ErrClosed) || !c.Refuses() {
			t.Errorf("entered what is closed: %v", err)
		}
		go func() {
			time.Sleep(time.Second)
			c.Leave()
		}()
		begun := time.Now()
		c.Wait()
		if took := time.Since(begun); took != 2*time.Second {
			t.Errorf("waited for %v", took)
		}
	})
}
