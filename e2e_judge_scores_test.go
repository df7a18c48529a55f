//go:build linux

package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// The columns of the table.
const (
	scoreRate = iota
	scoreLines
	scorePictures
	scorePSNR
	scoreSSIM
	scoreFreezes
	scoreFrozen
	scoreLongest
	scoreDelay
	scoreDelay95
	scoreConcealed
	scoreEar
	scoreEar95
	scoreQueue
	scoreProcessor
	scoreFull
	scoreBack
	scoreCount
)

var scoreNames = [scoreCount]string{
	"kbit/s", "lines", "fps", "PSNR", "SSIM", "freezes", "frozen ms", "longest ms", "delay ms", "95 %", "concealed %",
	"ear ms", "95 %", "queue 95 % ms", "processor", "to 720p s", "back s",
}

// scores are one call's; NaN for what is not known or never happened.
type scores [scoreCount]float64

// String is the scores' part of a line.
func (s scores) String() string {
	words := make([]string, len(s))
	for i, v := range s {
		switch {
		case math.IsNaN(v):
			words[i] = "-"
		case i == scoreSSIM || i == scoreProcessor:
			words[i] = fmt.Sprintf("%.3f", v)
		case i == scorePSNR || i == scoreConcealed || i == scorePictures:
			words[i] = fmt.Sprintf("%.1f", v)
		default:
			words[i] = fmt.Sprintf("%.0f", v)
		}
	}
	return strings.Join(words, "\t")
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
	within := between(seconds, begun.Add(r.from), begun.Add(r.to))
	s[scoreRate] = mean(within, func(x second) float64 { return x.kbit })
	s[scoreLines] = mean(within, func(x second) float64 { return x.lines })
	s[scorePictures] = mean(within, func(x second) float64 { return x.fps })
	s[scoreConcealed] = mean(within, func(x second) float64 { return x.concealed })
	for _, x := range within {
		s[scoreFreezes] += x.freezes
		s[scoreFrozen] += x.frozen
		s[scoreLongest] = max(s[scoreLongest], x.frozen/max(x.freezes, 1))
	}
	s[scoreDelay], s[scoreDelay95] = quantiles(within, func(x second) *float64 { return x.delay })
	s[scoreEar], s[scoreEar95] = quantiles(within, func(x second) *float64 { return x.ear })
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
	before := mean(between(seconds, begun.Add(r.from-10*time.Second), begun.Add(r.from)), func(x second) float64 { return x.kbit })
	good := begun.Add(r.back)
	return first(between(seconds, good, begun.Add(r.end)), good, func(x second) bool { return x.kbit >= 0.8*before })
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
		delay := float64(i)
		x.delay = &delay
		seconds = append(seconds, x)
	}
	s := r.score(begun, seconds)
	want := map[int]float64{
		scoreRate: 500, scoreLines: 720, scoreFreezes: 30, scoreFrozen: 9000, scoreLongest: 300, scoreConcealed: 2,
		scoreDelay: 45.5, scoreDelay95: 58, scoreFull: 8, scoreBack: 10,
	}
	for i, v := range want {
		if s[i] != v {
			t.Errorf("%s is %v, want %v", scoreNames[i], s[i], v)
		}
	}
	if !math.IsNaN(s[scoreEar]) {
		t.Errorf("a delay of sound that was not measured: %v", s[scoreEar])
	}
	if m := medians([]scores{s, s, {}}); m[scoreRate] != 500 || !math.IsNaN(medians([]scores{s})[scoreEar]) {
		t.Errorf("medians %v", m)
	}
}
