//go:build linux

package main

import (
	"fmt"
	"testing"
)

// goal is a figure that Parley means to hold.
type goal struct {
	name   string
	row    string
	column int
	limit  float64
	least  bool
}

// goals are those that this bench measures; `make bench` has others.
func goals() []goal {
	all := []goal{
		{"camera to far screen, median", rowCable, scoreDelay, 100, false},
		{"microphone to far ear, median", rowCable, scoreEar, 80, false},
		{"picture within -60/+40 ms of its sound", rowCable, scoreLip, 95, true},
		{"time to 720p", rowUsual, scoreFull, 10, false},
		{"frozen in the dip", dip(megabit / 4).name, scoreFrozen, 3000, false},
		{"80 % of the rate back", dip(megabit / 4).name, scoreBack, 25, false},
	}
	for _, concealed := range []struct{ lost, most float64 }{{5, 3}, {10, 5}, {20, 9}, {30, 15}} {
		all = append(all, goal{"sound concealed", losing(concealed.lost).name, scoreConcealed, concealed.most, false})
	}
	for _, percent := range []float64{1, 5, 10} {
		all = append(all, goal{"longest freeze", losing(percent).name, scoreLongest, 1000, false})
	}
	return all
}

// line is the figure's line of the table.
func (g goal) line(b *ledger) string {
	ours, judged := b.of(g.row, parleys)
	if !judged {
		return ""
	}
	c, word := columns[g.column], "at most"
	if g.least {
		word = "at least"
	}
	against := "-"
	if theirs, ok := b.of(g.row, chromiums); ok {
		against = c.print(theirs[g.column])
	}
	return fmt.Sprintf("| %s (%s), %s | %s %g | %s | %s | %s |\n", g.name, g.row, c.name, word, g.limit, c.print(ours[g.column]), against, g.verdict(ours[g.column]))
}

// verdict is words for whether the figure is held.
func (g goal) verdict(v float64) string {
	if v <= g.limit && !g.least || v >= g.limit && g.least {
		return "met"
	}
	return "**not met**"
}

// TestGoals holds each figure to a row that is judged.
func TestGoals(t *testing.T) {
	names := make(map[string]bool)
	for _, r := range rows() {
		names[r.name] = true
	}
	for _, g := range goals() {
		if !names[g.row] {
			t.Errorf("%s is measured on %q, which is no row", g.name, g.row)
		}
	}
	if g := goals()[2]; g.verdict(96) != "met" || g.verdict(94) == "met" || g.verdict(unknown) == "met" {
		t.Error("an offset that is in bounds often enough is judged wrongly")
	}
}
