//go:build linux

package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"
	"text/tabwriter"
	"time"

	"parley/call"
	"parley/call/stats"
)

// The flags of `make bench`.
var (
	figureRuns = flag.Int("figures", 0, "measure this many calls, and print the figures")
	soak       = flag.Duration("soak", 10*time.Minute, "how long memory is watched for the figures; 0 leaves it out")
)

// figure is one line of the table: what to hold, and what was reached.
type figure struct {
	name, unit string
	// limit is the most that is allowed; of what the browser takes when
	// ofBrowser is set, and 0 for none.
	limit           float64
	ofBrowser       bool
	least           bool // limit is the least
	parley, browser []float64
}

// figures are in the order of the table. The limits are those that Parley
// means to hold; the README repeats them.
type figures struct {
	rate, load, memory, growth, start figure
	click, accept, screen, ear, lip   figure
}

func newFigures() *figures {
	return &figures{
		rate:   figure{name: "pictures that arrive, of 30 a second", unit: "a second", limit: 27, least: true},
		load:   figure{name: "processor, one side of a 720p30 call", unit: "% of a core", limit: 0.8, ofBrowser: true},
		memory: figure{name: "memory, one side", unit: "MB", limit: 250},
		growth: figure{name: "memory gained in " + soak.String(), unit: "MB", limit: 10},
		start:  figure{name: "start to taking calls", unit: "ms", limit: 1000},
		click:  figure{name: "click to first picture", unit: "ms"},
		accept: figure{name: "accept to first picture", unit: "ms", limit: 400},
		screen: figure{name: "camera to far screen", unit: "ms", limit: 100},
		ear:    figure{name: "microphone to far ear", unit: "ms", limit: 80},
		lip:    figure{name: "picture within -60/+40 ms of its sound", unit: "% of the time", limit: 95, least: true},
	}
}

// TestFigures measures calls beside calls of two headless browsers with the
// same clip, and prints the medians. It judges nothing: a busy machine would
// fail it.
func TestFigures(t *testing.T) {
	if *figureRuns == 0 {
		t.Skip("make bench measures")
	}
	clip, sound := film(t), speech(t)
	f := newFigures()
	for range *figureRuns {
		t.Run("signals", f.measureSignals)
		t.Run("clip", func(t *testing.T) { f.measureClip(t, clip, sound) })
		t.Run("browsers", func(t *testing.T) { f.measureBrowsers(t, clip, sound) })
	}
	if *soak > 0 {
		t.Run("soak", func(t *testing.T) { f.measureGrowth(t, clip, sound) })
	}
	f.print(t)
}

// Every call runs in before it is measured, so that it is at its full rate.
const (
	runIn  = 15 * time.Second
	sample = 20 * time.Second
)

// measureSignals measures what takes the test signals: delays.
func (f *figures) measureSignals(t *testing.T) {
	executable(t) // built before time is taken
	begun := time.Now()
	b, address := waiting(t, "Bo", place{}, signals...)
	f.start.add(ms(time.Since(begun)))
	a := ringing(t, "Ada", place{}, address, signals...)
	inCall(t, a, b)
	first := a.event(call.EventFirstPicture)
	f.click.add(float64(*first.SinceClickMs))
	f.accept.add(float64(*first.SinceAcceptMs))
	time.Sleep(runIn)
	a.forget()
	time.Sleep(sample)
	f.addDelays(a.tracks())
	a.leave()
	b.leave()
}

// addDelays adds what the statistics of the received tracks say.
func (f *figures) addDelays(tracks []stats.Track) {
	var within, offsets float64
	for _, s := range tracks {
		if s.Direction != stats.Receive {
			continue
		}
		switch {
		case s.LatencyMs == nil:
		case s.Track == stats.Camera:
			f.screen.add(*s.LatencyMs)
		case s.Track == stats.Microphone:
			f.ear.add(*s.LatencyMs)
		}
		if s.AVOffsetMs != nil {
			offsets++
			if *s.AVOffsetMs >= -60 && *s.AVOffsetMs <= 40 {
				within++
			}
		}
	}
	if offsets > 0 {
		f.lip.add(within / offsets * 100)
	}
}

// playing are the options of a program that plays a clip.
func playing(clip, sound string) []string {
	return []string{
		"--headless", "--accept-calls",
		"--camera", "file:" + clip, "--microphone", "file:" + sound, "--speaker", "none",
	}
}

// callWithClip starts two programs that play a clip to each other.
func callWithClip(t *testing.T, clip, sound string) (a, b *program) {
	b, address := waiting(t, "Bo", place{}, playing(clip, sound)...)
	a = ringing(t, "Ada", place{}, address, playing(clip, sound)...)
	for _, p := range []*program{a, b} {
		p.track(stats.Camera, stats.Receive, "is of full size", func(s stats.Track) bool { return s.Height == 720 && s.FPS > 20 })
	}
	time.Sleep(runIn)
	return a, b
}

func (f *figures) measureClip(t *testing.T, clip, sound string) {
	a, b := callWithClip(t, clip, sound)
	for _, p := range []*program{a, b} {
		p.forget()
		share, memory := spend(t, p.cmd.Process.Pid)
		f.load.add(share)
		f.memory.add(memory)
		f.addRates(p.tracks())
	}
	a.leave()
	b.leave()
}

func (f *figures) addRates(tracks []stats.Track) {
	for _, s := range tracks {
		if s.Track == stats.Camera && s.Direction == stats.Receive {
			f.rate.add(s.FPS)
		}
	}
}

func (f *figures) measureBrowsers(t *testing.T, clip, sound string) {
	c := callBetweenBrowsers(t, clip, sound)
	f.accept.browser = append(f.accept.browser, c.await()...)
	time.Sleep(runIn)
	c.pictures() // forget those of the run-in
	for _, side := range c.sides {
		share, memory := spend(t, side.Process.Pid)
		f.load.browser = append(f.load.browser, share)
		f.memory.browser = append(f.memory.browser, memory)
	}
	fps, delays := c.pictures()
	f.rate.browser = append(f.rate.browser, fps...)
	f.screen.browser = append(f.screen.browser, delays...)
}

// measureGrowth watches a call for as long as soak says.
func (f *figures) measureGrowth(t *testing.T, clip, sound string) {
	a, b := callWithClip(t, clip, sound)
	before := []float64{measure(t, a.cmd.Process.Pid).memory, measure(t, b.cmd.Process.Pid).memory}
	time.Sleep(*soak)
	for i, p := range []*program{a, b} {
		f.growth.add(measure(t, p.cmd.Process.Pid).memory - before[i])
	}
	a.leave()
	b.leave()
}

// spend returns the share of a core that a process takes, in percent, and its
// memory in megabytes.
func spend(t *testing.T, pid int) (share, memory float64) {
	t.Helper()
	begun, before := time.Now(), measure(t, pid)
	time.Sleep(sample)
	after := measure(t, pid)
	return float64(after.computed-before.computed) / float64(time.Since(begun)) * 100, after.memory
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func (f *figure) add(v float64) { f.parley = append(f.parley, v) }

// print prints the table.
func (f *figures) print(t *testing.T) {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "figure\tParley\tChromium\tto hold\t")
	for _, line := range []*figure{&f.rate, &f.load, &f.memory, &f.growth, &f.start, &f.click, &f.accept, &f.screen, &f.ear, &f.lip} {
		fmt.Fprintln(table, line)
	}
	if err := table.Flush(); err != nil {
		t.Error(err)
	}
}

// String is the figure's line of the table.
func (f *figure) String() string {
	value, hold := "not measured", ""
	if len(f.parley) > 0 {
		value = fmt.Sprintf("%.0f %s", median(f.parley), f.unit)
		hold = f.verdict()
	}
	against := ""
	if len(f.browser) > 0 {
		against = fmt.Sprintf("%.0f", median(f.browser))
	}
	return fmt.Sprintf("%s\t%s\t%s\t%s\t", f.name, value, against, hold)
}

// verdict says what was to be held and whether it was.
func (f *figure) verdict() string {
	limit, word := f.limit, "at most"
	if f.ofBrowser {
		if len(f.browser) == 0 {
			return ""
		}
		limit *= median(f.browser)
	}
	met := median(f.parley) <= limit
	if f.least {
		met, word = median(f.parley) >= limit, "at least"
	}
	switch {
	case limit == 0:
		return ""
	case met:
		return fmt.Sprintf("%s %.0f: met", word, limit)
	}
	return fmt.Sprintf("%s %.0f: NOT MET", word, limit)
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

// TestFigureLines checks the words of the table.
func TestFigureLines(t *testing.T) {
	for _, test := range []struct {
		figure figure
		want   string
	}{
		{figure{name: "load", unit: "%", limit: 0.8, ofBrowser: true, parley: []float64{90, 40, 50}, browser: []float64{60, 70}}, "load\t50 %\t65\tat most 52: met\t"},
		{figure{name: "ear", unit: "ms", limit: 80, parley: []float64{81}}, "ear\t81 ms\t\tat most 80: NOT MET\t"},
		{figure{name: "lip", unit: "%", limit: 95, least: true, parley: []float64{96}}, "lip\t96 %\t\tat least 95: met\t"},
		{figure{name: "click", unit: "ms", parley: []float64{1, 2}}, "click\t2 ms\t\t\t"},
		{figure{name: "none", unit: "ms", limit: 1}, "none\tnot measured\t\t\t"},
	} {
		if got := test.figure.String(); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}
