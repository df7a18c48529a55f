//go:build linux

package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/call/media/frame/testsignal"
	"parley/call/stats"
	"parley/devices/devicetest"
)

// The flags of `make soak`.
var (
	soakFor = flag.Duration("soak-for", 0, "hold a call for so long, and watch that nothing grows or drifts")
	soakCSV = flag.String("soak-csv", "", "write a line of figures a minute to this file")
)

const (
	// soakEvery is how often a line is written.
	soakEvery = time.Minute
	// soakRunIn is left out of the verdict: pools and heaps fill in it.
	soakRunIn = 5 * time.Minute
	// What may be gained from the first fifth of the lines to the last: memory in
	// megabytes, goroutines and descriptors (some come and go), offset and delay
	// in milliseconds.
	soakMemory, soakCount, soakDrift = 20, 2, 20
	// soakSkew is by what part Ada's sound card is faster than the computer's
	// clock, and so than Bo's: as much as two cards differ, 0.7 s in two hours.
	soakSkew = 100e-6
)

// TestSoak holds a 720p call of two Parleys without windows, whose sound cards
// drift apart. It can be interrupted, and judges what there is then.
func TestSoak(t *testing.T) {
	if *soakFor == 0 {
		t.Skip("make soak holds a long call")
	}
	out := io.Discard
	if *soakCSV != "" {
		file, err := os.Create(*soakCSV)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		out = file
	}
	ctx, stop := signal.NotifyContext(t.Context(), os.Interrupt)
	defer stop()
	s := newSoak(t)
	fmt.Fprintln(out, soakHead)
	for begun := time.Now(); ctx.Err() == nil && time.Since(begun) < *soakFor; {
		sleepUntil(ctx, time.Now().Add(soakEvery))
		for i, side := range s.sides {
			line := side.line(t, time.Since(begun))
			s.lines[i] = append(s.lines[i], line)
			fmt.Fprintf(out, "%s,%s\n", side.name, line)
			fmt.Printf("%s %v\n", side.name, line)
		}
	}
	for i, side := range s.sides {
		for _, v := range verdicts(s.lines[i]) {
			fmt.Printf("%s: %s\n", side.name, v)
			if !v.held {
				t.Errorf("%s: %s", side.name, v)
			}
		}
		side.leave()
	}
}

// driftingCard is the environment of a program whose microphone "card" says what
// the test microphone says, by a clock that is fast. Without a speaker it is
// what paces playback too, so that drift goes both ways.
func driftingCard(t *testing.T) []string {
	server, voice := devicetest.New(t), testsignal.NewMicrophone()
	server.PlugDrifting("card", soakSkew, func(pcm []int16, at time.Time) { voice.Read(pcm, 1, at) })
	return server.Env()
}

// soakCall is the call that is watched.
type soakCall struct {
	sides []soakSide
	lines [2][]soakLine
}

type soakSide struct {
	*program
	vitals string
}

func newSoak(t *testing.T) *soakCall {
	dir := t.TempDir()
	side := func(name string) (options []string, vitals string) {
		vitals = filepath.Join(dir, name)
		return append(slices.Clone(signals), "--view", "720", "--vitals", vitals), vitals
	}
	optionsB, vitalsB := side("Bo")
	b, address := waiting(t, "Bo", place{}, optionsB...)
	optionsA, vitalsA := side("Ada")
	a := ringing(t, "Ada", place{env: driftingCard(t)}, address, append(optionsA, "--microphone", "card")...)
	inCall(t, a, b)
	for _, p := range []*program{a, b} {
		p.forget()
	}
	return &soakCall{sides: []soakSide{{a, vitalsA}, {b, vitalsB}}}
}

// soakLine is a minute of one side.
type soakLine struct {
	at                      time.Duration
	memory                  float64 // megabytes
	goroutines, descriptors float64
	heap                    float64 // megabytes
	fps, lines              float64
	picture, sound, offset  float64 // delays, and how much later the picture is, medians in ms
	playout                 float64 // ms
	freezes                 float64 // so far
}

const soakHead = "side,minutes,memory MB,goroutines,descriptors,heap MB,fps,lines,picture ms,sound ms,offset ms,playout ms,freezes"

// String is a line of the file, without the side.
func (l soakLine) String() string {
	words := []string{fmt.Sprintf("%.1f", l.at.Minutes())}
	for _, v := range []float64{l.memory, l.goroutines, l.descriptors, l.heap, l.fps, l.lines, l.picture, l.sound, l.offset, l.playout, l.freezes} {
		words = append(words, fmt.Sprintf("%.1f", v))
	}
	return strings.Join(words, ",")
}

// line looks at a side, and begins its next minute.
func (s soakSide) line(t *testing.T, at time.Duration) soakLine {
	pid := s.cmd.Process.Pid
	l := soakLine{at: at, memory: measure(t, pid).memory, goroutines: unknown, heap: unknown, descriptors: descriptors(pid)}
	l.goroutines, l.heap = lastVitals(s.vitals)
	tracks := s.tracks()
	s.drop()
	pick := func(kind stats.Kind, of func(stats.Track) *float64) float64 {
		var values []float64
		for _, track := range tracks {
			if track.Direction == stats.Receive && track.Track == kind {
				if v := of(track); v != nil {
					values = append(values, *v)
				}
			}
		}
		if len(values) == 0 {
			return unknown
		}
		return median(values)
	}
	l.fps = pick(stats.Camera, func(s stats.Track) *float64 { return &s.FPS })
	l.lines = pick(stats.Camera, func(s stats.Track) *float64 { v := float64(s.Height); return &v })
	l.freezes = pick(stats.Camera, func(s stats.Track) *float64 { v := float64(s.Freezes); return &v })
	l.picture = pick(stats.Camera, func(s stats.Track) *float64 { return s.LatencyMs })
	l.sound = pick(stats.Microphone, func(s stats.Track) *float64 { return s.LatencyMs })
	l.playout = pick(stats.Microphone, func(s stats.Track) *float64 { return &s.PlayoutDelayMs })
	l.offset = pick(stats.Camera, func(s stats.Track) *float64 { return s.AVOffsetMs })
	if math.IsNaN(l.offset) {
		l.offset = pick(stats.Microphone, func(s stats.Track) *float64 { return s.AVOffsetMs })
	}
	return l
}

// drop forgets the events so far for good: hours of them would be what grows.
func (p *program) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.events, p.from = nil, 0
}

// descriptors is how many files a process has open.
func descriptors(pid int) float64 {
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		return unknown
	}
	return float64(len(open))
}

// lastVitals reads the newest line of --vitals: goroutines, and megabytes of the
// heap.
func lastVitals(path string) (goroutines, heap float64) {
	file, err := os.Open(path)
	if err != nil {
		return unknown, unknown
	}
	defer file.Close()
	goroutines, heap = unknown, unknown
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var at, count, bytes float64
		if _, err := fmt.Sscan(lines.Text(), &at, &count, &bytes); err == nil {
			goroutines, heap = count, bytes/1e6
		}
	}
	return goroutines, heap
}

// verdict is whether something stayed as it was.
type verdict struct {
	what          string
	before, after float64
	most          float64 // that it may gain, or lose when either is set
	either        bool
	held          bool
}

func (v verdict) String() string {
	word := "held"
	if !v.held {
		word = "NOT HELD"
	}
	return fmt.Sprintf("%s from %.1f to %.1f, by %g at most: %s", v.what, v.before, v.after, v.most, word)
}

// verdicts compare the first fifth of the lines, after the run-in, with the last.
func verdicts(lines []soakLine) (all []verdict) {
	for len(lines) > 0 && lines[0].at < soakRunIn {
		lines = lines[1:]
	}
	if len(lines) < 2 {
		return []verdict{{what: "too short a call to say anything: minutes", after: float64(len(lines)), most: 2}}
	}
	part := max(1, len(lines)/5)
	middle := func(of func(soakLine) float64, some []soakLine) float64 {
		var values []float64
		for _, l := range some {
			if v := of(l); !math.IsNaN(v) {
				values = append(values, v)
			}
		}
		if len(values) == 0 {
			return unknown
		}
		return median(values)
	}
	for _, v := range []struct {
		what   string
		of     func(soakLine) float64
		most   float64
		either bool
	}{
		{"memory in MB", func(l soakLine) float64 { return l.memory }, soakMemory, false},
		{"goroutines", func(l soakLine) float64 { return l.goroutines }, soakCount, false},
		{"descriptors", func(l soakLine) float64 { return l.descriptors }, soakCount, false},
		{"offset of picture and sound in ms", func(l soakLine) float64 { return l.offset }, soakDrift, true},
		{"delay of the sound in ms", func(l soakLine) float64 { return l.sound }, soakDrift, true},
	} {
		before, after := middle(v.of, lines[:part]), middle(v.of, lines[len(lines)-part:])
		gained := after - before
		if v.either {
			gained = math.Abs(gained)
		}
		all = append(all, verdict{v.what, before, after, v.most, v.either, gained <= v.most}) // NaN is not held
	}
	return all
}

func TestSoakVerdicts(t *testing.T) {
	var lines []soakLine
	for minute := range 120 {
		lines = append(lines, soakLine{
			at: time.Duration(minute+1) * time.Minute, memory: 150, goroutines: 80, descriptors: 30,
			picture: 90, sound: 70, offset: 20 + float64(minute%3),
		})
	}
	lines[0].memory = 60 // before its pools are full
	for _, v := range verdicts(lines) {
		if !v.held {
			t.Errorf("of a steady call: %s", v)
		}
	}
	for what, spoil := range map[string]func(l *soakLine, minute float64){
		"memory in MB":                      func(l *soakLine, minute float64) { l.memory += minute / 4 },
		"goroutines":                        func(l *soakLine, minute float64) { l.goroutines += math.Floor(minute / 20) },
		"descriptors":                       func(l *soakLine, minute float64) { l.descriptors += math.Floor(minute / 20) },
		"offset of picture and sound in ms": func(l *soakLine, minute float64) { l.offset -= minute / 3 },
		"delay of the sound in ms":          func(l *soakLine, minute float64) { l.sound = unknown },
	} {
		spoiled := append([]soakLine(nil), lines...)
		for i := range spoiled {
			spoil(&spoiled[i], float64(i))
		}
		for _, v := range verdicts(spoiled) {
			if v.held == (v.what == what) {
				t.Errorf("%s was spoiled, and is told so: %s", what, v)
			}
		}
	}
	if v := verdicts(lines[:5]); len(v) != 1 || v[0].held {
		t.Errorf("of five minutes: %v", v)
	}
}
