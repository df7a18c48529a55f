package lan

import (
	"context"
	"fmt"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"parley/call/signal"
)

// giveUp is when the caller of TestWhatBreaksOffIsBegunAgain has enough.
const giveUp = 30 * time.Second

func TestWhatBreaksOffIsBegunAgain(t *testing.T) {
	late := broken(fmt.Errorf("introduction: %w", io.EOF))
	for name, c := range map[string]struct {
		lasts    time.Duration // each dial
		err      error
		succeeds int // the dial that does; 0 for none
		dials    int
	}{
		"the third goes through": {3 * time.Second, late, 3, 3},
		"it breaks off for ever": {6 * time.Second, late, 0, 4},
		"it is closed at once":   {time.Second, late, 0, 1},
		"nobody answers":         {11 * time.Second, context.DeadlineExceeded, 0, 1},
		"somebody else answers":  {3 * time.Second, broken(signal.ErrWrongKey), 0, 1},
		"the first goes through": {time.Second, late, 1, 1},
		"the caller gives it up": {giveUp + time.Second, late, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), giveUp)
				defer cancel()
				dials := 0
				_, err := persist(ctx, func() (int, error) {
					time.Sleep(c.lasts)
					if dials++; dials == c.succeeds {
						return dials, nil
					}
					return 0, c.err
				})
				if dials != c.dials || (err == nil) != (c.succeeds > 0) {
					t.Errorf("%d dials: %v", dials, err)
				}
			})
		})
	}
}
