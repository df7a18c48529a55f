//go:build linux

package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// What a server of one's own is asked to hold, in a process of its own.
const (
	idlePeople  = 5000 // two in a room
	joinsASec   = 200
	joinSeconds = 10
)

// TestServeFigures measures what a connection that says nothing costs, and how
// long it takes to come in beside those, when many do.
func TestServeFigures(t *testing.T) {
	if *figureRuns == 0 {
		t.Skip("measuring takes -figures")
	}
	s := serve(t, "--http", "127.0.0.1:0", "--max-per-address", "1000", "--metrics", "127.0.0.1:0")
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	empty := measure(t, s.cmd.Process.Pid).memory
	for i := range idlePeople {
		s.listen(ctx, s.visit(ctx, from(i), numbered(i/2)))
	}
	full := measure(t, s.cmd.Process.Pid).memory
	fmt.Printf("%d people who say nothing: %.1f kB each\n", idlePeople, (full-empty)/idlePeople*1000)
	took := s.storm(ctx)
	fmt.Printf("%d more come, %d a second: in after %.1f ms (median), %.1f ms (99 %%), %.1f ms (all)\n", len(took), joinsASec,
		ms(took[len(took)/2]), ms(took[len(took)*99/100]), ms(took[len(took)-1]))
}

// listen reads what comes, and answers pings, until the connection ends.
func (s *served) listen(ctx context.Context, v *visitor) {
	go func() {
		for {
			if _, _, err := v.socket.Read(ctx); err != nil {
				return
			}
		}
	}()
}

// storm has people come at a steady rate and leave, and returns how long each
// took from dialling to the welcome, the shortest first.
func (s *served) storm(ctx context.Context) []time.Duration {
	var coming sync.WaitGroup
	took := make([]time.Duration, joinsASec*joinSeconds)
	tick := time.NewTicker(time.Second / joinsASec)
	defer tick.Stop()
	for i := range took {
		<-tick.C
		coming.Go(func() {
			begun := time.Now()
			v := s.visit(ctx, from(idlePeople+i), numbered(idlePeople+i/2))
			took[i] = time.Since(begun)
			_ = v.socket.CloseNow()
		})
	}
	coming.Wait()
	slices.Sort(took)
	return took
}

// from is a client with an address of its own, for some hundred people each.
func from(i int) *http.Client {
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 1, 0, byte(1+i%100))}}
	return &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext}}
}

func numbered(i int) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%016d", i))
}
