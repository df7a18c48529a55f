//go:build linux

package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

// print prints the table and what it says of the figures, and puts them into
// the page if one is named.
func (b *ledger) print(t *testing.T, chosen []row) {
	t.Helper()
	if b.last.IsZero() {
		t.Log("nothing was judged")
		return
	}
	table := b.table(chosen)
	fmt.Println(table)
	if *networkPage == "" {
		return
	}
	page, err := os.ReadFile(*networkPage)
	if err == nil {
		page, err = intoPage(page, table)
	}
	if err == nil {
		err = os.WriteFile(*networkPage, page, 0o644)
	}
	if err != nil {
		t.Error(err)
	}
}

// The marks between which a page has the table.
const tableBegins, tableEnds = "<!-- bench-network begins -->\n", "<!-- bench-network ends -->\n"

func intoPage(page []byte, table string) ([]byte, error) {
	before, rest, begins := bytes.Cut(page, []byte(tableBegins))
	_, after, ends := bytes.Cut(rest, []byte(tableEnds))
	if !begins || !ends {
		return nil, fmt.Errorf("the page has no place for the table, between %q and %q", tableBegins, tableEnds)
	}
	return slices.Concat(before, []byte(tableBegins+"\n"+table+"\n"+tableEnds), after), nil
}

// muchBesides is how many cores others may take before a row is marked.
const muchBesides = 0.1

// table is the Markdown of all that was judged.
func (b *ledger) table(chosen []row) string {
	var out strings.Builder
	s := b.setting
	fmt.Fprintf(&out, "Measured %s on %s, with Parley %s and %s; %s.\n", b.days(), s.Machine, s.Parley, s.Chromium, s.Shown)
	fmt.Fprintf(&out, "Medians of up to %d runs; below them, Parley's part of Chromium's. **Bold** is where Parley is clearly behind.\n\n", b.most(chosen))
	head, rule := "| network | ", "| --- | --- |"
	for _, c := range columns[:shownColumns] {
		head, rule = head+"| "+c.name+" ", rule+" ---: |"
	}
	fmt.Fprintf(&out, "%s|\n%s\n", head, rule)
	for _, r := range chosen {
		b.lines(&out, r)
	}
	fmt.Fprintf(&out, "\n\\* other programs took more than %.0f %% of a core meanwhile; † the machine had nothing left.\n", 100*muchBesides)
	out.WriteString("\n| figure | to hold | Parley | Chromium | |\n| --- | --- | ---: | ---: | --- |\n")
	for _, line := range goals() {
		out.WriteString(line.line(b))
	}
	return out.String()
}

// days are those on which the runs were.
func (b *ledger) days() string {
	const day = "2 January 2006"
	first, last := b.first.Format(day), b.last.Format(day)
	if first == last {
		return "on " + first
	}
	return "from " + first + " to " + last
}

// most is the largest number of runs of a row.
func (b *ledger) most(chosen []row) (most int) {
	for _, r := range chosen {
		most = max(most, b.runs(r.name, parleys))
	}
	return most
}

// lines are those of a row: Parley, Chromium and the ratio.
func (b *ledger) lines(out *strings.Builder, r row) {
	ours, judged := b.of(r.name, parleys)
	theirs, beside := b.of(r.name, chromiums)
	if judged {
		fmt.Fprintf(out, "| %s%s | %s |", r.name, spoiled(ours), parleys)
		for i, c := range columns[:shownColumns] {
			cell := c.print(ours[i])
			if beside && c.worse(ours[i], theirs[i]) {
				cell = "**" + cell + "**"
			}
			fmt.Fprintf(out, " %s |", cell)
		}
		out.WriteByte('\n')
	}
	if beside {
		fmt.Fprintf(out, "| %s | %s |", spoiled(theirs), chromiums)
		for i, c := range columns[:shownColumns] {
			fmt.Fprintf(out, " %s |", c.print(theirs[i]))
		}
		out.WriteByte('\n')
	}
	if judged && beside {
		out.WriteString("| | ratio |")
		for i := range columns[:shownColumns] {
			fmt.Fprintf(out, " %s |", ratio(ours[i], theirs[i]))
		}
		out.WriteByte('\n')
	}
}

// spoiled marks what was measured while others took the processor, or while
// there was too little of it.
func spoiled(s scores) (mark string) {
	if s[scoreOthers] > muchBesides {
		mark += " \\*"
	}
	if s[scoreProcessor]+max(0, s[scoreOthers]) > 0.9*cores() {
		mark += " †"
	}
	return mark
}

// ratio is a part of b; nothing where there is none, as of offsets.
func ratio(a, b float64) string {
	if math.IsNaN(a) || math.IsNaN(b) || a <= 0 || b <= 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", a/b)
}
