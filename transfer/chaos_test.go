package transfer_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"parley/transfer"
)

// TestChaos does everything that persons, networks and programs can do to a
// transfer, in random order. In the end it arrives.
func TestChaos(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			chaos(t, rand.New(rand.NewPCG(seed, 1)))
		})
	}
}

func chaos(t *testing.T, dice *rand.Rand) {
	a, b := newEnd(t, "a"), newEnd(t, "b")
	links := []*link{join(t, a, b, transfer.DataChannel)}
	root := filepath.Join(t.TempDir(), "all")
	write(t, filepath.Join(root, "big"), bigSize/2, 1)
	for i := range 50 {
		write(t, filepath.Join(root, "small", fmt.Sprint(i)), 3000, uint64(i))
	}
	write(t, filepath.Join(root, "last"), bigSize/2, 2)
	links[0].sa.SetRate(8 << 20)
	out := a.Send([]string{filepath.Join(root, "big"), filepath.Join(root, "small"), filepath.Join(root, "last")}, "b")[0]
	in := b.offer().ID
	b.Accept(in, "")
	connect := func() {
		l := join(t, a, b, transfer.Rank(1+dice.IntN(2)))
		l.sa.SetRate(8 << 20)
		links = append(links, l)
	}
	acts := []func(){
		connect, connect, connect,
		func() { links[dice.IntN(len(links))].cut() },
		func() { links[len(links)-1].cut() },
		func() { a.Pause(out) }, func() { a.Resume(out) }, func() { a.Resume(out) },
		func() { b.Pause(in) }, func() { b.Resume(in) }, func() { b.Resume(in) },
		a.reopen, b.reopen,
	}
	for range 30 {
		acts[dice.IntN(len(acts))]()
		time.Sleep(time.Duration(dice.IntN(60)) * time.Millisecond)
	}
	a.Resume(out)
	b.Resume(in)
	connect()
	b.awaitState(in, transfer.Done)
	a.awaitState(out, transfer.Done)
	equalTrees(t, root, b.downloads)
	a.nothingLeft()
	b.nothingLeft()
}
