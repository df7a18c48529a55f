//go:build linux

package main

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The columns of the table.
const (
	scoreRate = iota
	scoreShare
	scoreLines
	scorePictures
	scorePSNR
	scoreSSIM
	scoreFreezes
	scoreFrozen
	scoreLongest
	scoreDelay
	scoreDelay95
	scoreOffset
	scoreLip
	scoreConcealed
	scoreNSIM
	scoreEar
	scoreEar95
	scoreQueue
	scoreProcessor
	scoreFull
	scoreBack
	// scoreOthers is what the machine computed besides, in cores: it spoils a
	// run, and is no column.
	scoreOthers
	scoreCount
)

// sense says which way a score is better.
type sense int

const (
	neither sense = iota
	more
	less
)

// column is how a score is printed and compared.
type column struct {
	name     string
	decimals int
	better   sense
	// nothing is a difference that means nothing, whatever the ratio.
	nothing float64
}

var columns = [scoreCount]column{
	scoreRate:      {"kbit/s", 0, more, 50},
	scoreShare:     {"share %", 0, neither, 0},
	scoreLines:     {"lines", 0, more, 20},
	scorePictures:  {"fps", 1, more, 1},
	scorePSNR:      {"PSNR dB", 1, more, 0.5},
	scoreSSIM:      {"SSIM", 3, more, 0.005},
	scoreFreezes:   {"freezes", 0, less, 0.5},
	scoreFrozen:    {"frozen ms", 0, less, 100},
	scoreLongest:   {"longest ms", 0, less, 100},
	scoreDelay:     {"delay ms", 0, less, 10},
	scoreDelay95:   {"delay 95 %", 0, less, 15},
	scoreOffset:    {"A/V ms", 0, neither, 0},
	scoreLip:       {"A/V in bounds %", 0, more, 2},
	scoreConcealed: {"concealed %", 1, less, 0.3},
	scoreNSIM:      {"NSIM", 3, more, 0.01},
	scoreEar:       {"ear ms", 0, less, 10},
	scoreEar95:     {"ear 95 %", 0, less, 15},
	scoreQueue:     {"queue 95 % ms", 0, less, 10},
	scoreProcessor: {"cores", 2, less, 0.03},
	scoreFull:      {"to 720p s", 0, less, 1},
	scoreBack:      {"back s", 0, less, 1},
	scoreOthers:    {"others", 2, neither, 0},
}

// shownColumns is how many of them the table has.
const shownColumns = scoreOthers

// worse reports whether a is clearly worse than b: by a tenth, and by more than
// nothing. What never came to be is worse than what did, where less time is
// better.
func (c column) worse(a, b float64) bool {
	switch {
	case math.IsNaN(b) || c.better == neither:
		return false
	case math.IsNaN(a):
		return true
	case c.better == less:
		return a > 1.1*b && a > b+c.nothing
	}
	return a < b/1.1 && a < b-c.nothing || c.isScore() && a < b-4*c.nothing
}

// isScore reports whether the column is no quantity, but a score whose ratios
// say little.
func (c column) isScore() bool { return c.name == "PSNR dB" || c.name == "SSIM" || c.name == "NSIM" }

// print is a value as the table has it.
func (c column) print(v float64) string {
	if math.IsNaN(v) {
		return "-"
	}
	return strconv.FormatFloat(v, 'f', c.decimals, 64)
}

// scores are one call's; NaN for what is not known or never happened.
type scores [scoreCount]float64

// String names what is known.
func (s scores) String() string {
	var words []string
	for i, v := range s {
		if !math.IsNaN(v) {
			words = append(words, columns[i].name+" "+columns[i].print(v))
		}
	}
	return strings.Join(words, ", ")
}

// medians are those of each column, of the runs that have it.
func medians(runs []scores) (m scores) {
	for i := range m {
		var known []float64
		for _, s := range runs {
			if !math.IsNaN(s[i]) {
				known = append(known, s[i])
			}
		}
		if m[i] = math.NaN(); len(known) > 0 {
			m[i] = median(known)
		}
	}
	return m
}

// score judges what arrived.
func (r row) score(begun time.Time, seconds []second) (s scores) {
	for i := range s {
		s[i] = unknown
	}
	within := between(seconds, begun.Add(r.from), begun.Add(r.to))
	s[scoreRate] = mean(within, func(x second) float64 { return x.kbit })
	s[scoreLines] = mean(within, func(x second) float64 { return x.lines })
	s[scorePictures] = mean(within, func(x second) float64 { return x.fps })
	s[scoreConcealed] = mean(within, func(x second) float64 { return x.concealed })
	s[scoreFreezes], s[scoreFrozen], s[scoreLongest] = freezes(within)
	s[scoreDelay], s[scoreDelay95] = quantiles(within, func(x second) *float64 { return x.delay })
	s[scoreEar], s[scoreEar95] = quantiles(within, func(x second) *float64 { return x.ear })
	s[scoreOffset], _ = quantiles(within, func(x second) *float64 { return x.offset })
	s[scoreLip] = inBounds(within)
	s[scoreFull] = first(seconds, begun, func(x second) bool { return x.lines >= 720 })
	s[scoreBack] = r.recovery(begun, seconds)
	return s
}

// recovery is how long it took, once the network was good again, until four
// fifths of the rate before were back.
func (r row) recovery(begun time.Time, seconds []second) float64 {
	if r.back == 0 {
		return math.NaN()
	}
	before := mean(between(seconds, begun.Add(r.worse-10*time.Second), begun.Add(r.worse)), func(x second) float64 { return x.kbit })
	good := begun.Add(r.back)
	return first(between(seconds, good, begun.Add(r.end)), good, func(x second) bool { return x.kbit >= 0.8*before })
}

// freezes are how many ended, how long they took together, and the longest, in
// milliseconds. A second in which several ended is told as their mean.
func freezes(seconds []second) (count, frozen, longest float64) {
	for _, x := range seconds {
		count += x.freezes
		frozen += x.frozen
		longest = max(longest, x.frozen/max(x.freezes, 1))
	}
	return count, frozen, longest
}

// inBounds is in how many seconds of a hundred the picture was between 60 ms
// before and 40 ms behind its sound (EBU R37), of those where that is known.
func inBounds(seconds []second) float64 {
	within, known := 0.0, 0.0
	for _, x := range seconds {
		if x.offset == nil {
			continue
		}
		known++
		if *x.offset >= -60 && *x.offset <= 40 {
			within++
		}
	}
	return within / known * 100 // NaN of none
}

func between(seconds []second, from, to time.Time) (within []second) {
	for _, x := range seconds {
		if x.at.After(from) && !x.at.After(to) {
			within = append(within, x)
		}
	}
	return within
}

func mean(seconds []second, of func(second) float64) float64 {
	sum := 0.0
	for _, x := range seconds {
		sum += of(x)
	}
	return sum / float64(len(seconds)) // NaN of none
}

// quantiles are the median and the 0.95 quantile of what is known.
func quantiles(seconds []second, of func(second) *float64) (half, most float64) {
	var known []float64
	for _, x := range seconds {
		if v := of(x); v != nil {
			known = append(known, *v)
		}
	}
	if len(known) == 0 {
		return math.NaN(), math.NaN()
	}
	slices.Sort(known)
	return median(known), known[(len(known)-1)*95/100]
}

// first is how many seconds after a time something was first so.
func first(seconds []second, since time.Time, so func(second) bool) float64 {
	for _, x := range seconds {
		if so(x) {
			return x.at.Sub(since).Seconds()
		}
	}
	return math.NaN()
}

func TestScores(t *testing.T) {
	begun := time.Unix(1000, 0)
	r := dip(megabit)
	var seconds []second
	for i := 1; i <= 120; i++ {
		x := second{at: begun.Add(time.Duration(i) * time.Second), kbit: 2000, lines: 720, fps: 30}
		switch {
		case i < 8:
			x.lines = 360
		case i > 30 && i <= 60:
			x.kbit, x.freezes, x.frozen, x.concealed = 500, 1, 300, 2
		case i > 60 && i < 70:
			x.kbit = 1000
		}
		delay, offset := float64(i), float64(i)-20
		x.delay, x.offset = &delay, &offset
		seconds = append(seconds, x)
	}
	s := r.score(begun, seconds)
	want := map[int]float64{
		scoreRate: 500, scoreLines: 720, scoreFreezes: 30, scoreFrozen: 9000, scoreLongest: 300, scoreConcealed: 2,
		scoreDelay: 45.5, scoreDelay95: 58, scoreFull: 8, scoreBack: 10, scoreOffset: 25.5, scoreLip: 100,
	}
	for i, v := range want {
		if s[i] != v {
			t.Errorf("%s is %v, want %v", columns[i].name, s[i], v)
		}
	}
	if !math.IsNaN(s[scoreEar]) {
		t.Errorf("a delay of sound that was not measured: %v", s[scoreEar])
	}
	if m := medians([]scores{s, s, {}}); m[scoreRate] != 500 || !math.IsNaN(medians([]scores{s})[scoreEar]) {
		t.Errorf("medians %v", m)
	}
}

func TestWorse(t *testing.T) {
	for _, test := range []struct {
		column int
		a, b   float64
		worse  bool
	}{
		{scoreRate, 1000, 2000, true},
		{scoreRate, 2000, 1000, false},
		{scoreRate, 1960, 2000, false},
		{scoreRate, 10, 40, false},
		{scoreDelay, 130, 100, true},
		{scoreDelay, 105, 100, false},
		{scoreDelay, 15, 8, false},
		{scoreBack, unknown, 20, true},
		{scoreBack, 20, unknown, false},
		{scoreBack, unknown, unknown, false},
		{scoreNSIM, 0.75, 0.8, true},
		{scoreNSIM, 0.79, 0.8, false},
		{scorePSNR, 35, 38, true},
		{scoreShare, 10, 90, false},
	} {
		if got := columns[test.column].worse(test.a, test.b); got != test.worse {
			t.Errorf("%s: %v beside %v is worse: %v", columns[test.column].name, test.a, test.b, got)
		}
	}
}
