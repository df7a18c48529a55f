//go:build linux

package main

import (
	"fmt"
	"os"
	"testing"
	"text/tabwriter"
	"time"

	"parley/call"
	"parley/call/peer/pathtest"
	"parley/call/stats"
)

// narrow is a path that a call fills by half: 5 Mbit/s, and 50 ms to the other
// side and back.
var narrow = pathtest.Conditions{Delay: 25 * time.Millisecond, Rate: 5_000_000}

// TestTransferBesideACallFlows sends a file over the data channel of a call
// that has hardly more room than it needs: both go on.
func TestTransferBesideACallFlows(t *testing.T) {
	p, f := joined(t, narrow), newFreight(t, 64<<20)
	dataChannelOnly(p)
	a, b := callOver(t, p, f.downloads, "--send", f.path)
	before := b.gets(1 << 20)
	if before.Over != overDataChannel {
		t.Errorf("the file goes %q", before.Over)
	}
	w := watched(b, 10*time.Second)
	if w.concealed > 20 || w.frozen > 5000 {
		t.Errorf("beside a transfer %+v", w)
	}
	b.gets(*before.Sent + 1) // slowly, it may be: what is short of room comes first
	resumes(a, b)
	a.leave()
	b.leave()
}

// watch is how a call and a transfer beside it do for a while, at the
// receiver.
type watch struct {
	freezes   float64 // begun
	frozen    float64 // ms in all
	longest   float64 // ms
	concealed float64 // of all samples, in percent
	picture   float64 // kbit/s
	rate      float64 // of the transfer, kbit/s
}

func watched(p *program, length time.Duration) (w watch) {
	p.forget()
	time.Sleep(length)
	w.count(p.tracks())
	first, last := p.span()
	if span := last.Time.Sub(first.Time).Seconds(); span > 0 {
		w.rate = float64(*last.Sent-*first.Sent) * 8 / 1000 / span
	}
	return w
}

// span returns the first and the last that was told of files from the last
// forget on; nothing if nothing was.
func (p *program) span() (first, last call.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.events[p.from:] {
		if e.Kind != call.EventFiles {
			continue
		}
		if last = e.Event; first.Sent == nil {
			first = e.Event
		}
	}
	return first, last
}

// count adds up what was received.
func (w *watch) count(tracks []stats.Track) {
	var heard, seen float64
	var before *stats.Track
	for _, s := range tracks {
		switch {
		case s.Direction != stats.Receive:
		case s.Track == stats.Microphone:
			w.concealed += s.ConcealedRatio * 100
			heard++
		case s.Track == stats.Camera:
			w.picture += float64(s.Bitrate) / 1000
			seen++
			if before != nil {
				w.freeze(float64(s.Freezes-before.Freezes), float64(s.FreezeMs-before.FreezeMs))
			}
			before = &s
		}
	}
	w.concealed /= max(heard, 1)
	w.picture /= max(seen, 1)
}

// freeze adds the freezes of a second. They are counted when they end.
func (w *watch) freeze(n, ms float64) {
	w.freezes += n
	w.frozen += ms
	w.longest = max(w.longest, ms/max(n, 1))
}

// TestTransferBesideACall measures a call on a narrow path, alone and with a
// file of a gibibyte beside it, and prints the medians.
func TestTransferBesideACall(t *testing.T) {
	if *figureRuns == 0 {
		t.Skip("make bench measures")
	}
	f := newFreight(t, 1<<30)
	var alone, beside [6]figure
	for range *figureRuns {
		t.Run("alone", func(t *testing.T) { measureBeside(t, f, &alone) })
		t.Run("beside", func(t *testing.T) { measureBeside(t, f, &beside, "--send", f.path) })
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)
	fmt.Fprintf(table, "a call for %v at 5 Mbit/s, 50 ms\talone\tbeside a file\tto hold\t\n", besideFor)
	hold := [...]string{"none more", "", "", "at most 1 more", "", ""}
	for i, name := range [...]string{"freezes", "frozen, ms", "longest freeze, ms", "sound concealed, %", "picture, kbit/s", "the file over the data channel, kbit/s"} {
		fmt.Fprintf(table, "%s\t%.1f\t%.1f\t%s\t\n", name, median(alone[i].parley), median(beside[i].parley), hold[i])
	}
	if err := table.Flush(); err != nil {
		t.Error(err)
	}
}

// besideFor is how long a call is watched.
const besideFor = time.Minute

func measureBeside(t *testing.T, f freight, into *[6]figure, options ...string) {
	p := joined(t, narrow)
	dataChannelOnly(p)
	a, b := callOver(t, p, t.TempDir(), options...)
	time.Sleep(2 * runIn)
	w := watched(b, besideFor)
	for i, v := range [...]float64{w.freezes, w.frozen, w.longest, w.concealed, w.picture, w.rate} {
		into[i].add(v)
	}
	there, back := p.Counts()
	t.Logf("%+v\nthere: %v\nback: %v", w, there, back)
	a.leave()
	b.leave()
}
