//go:build linux

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// ledger has the scores of all runs of each program on the same machine. It
// is kept in a file, a line for each run, so that hours of work outlive an
// interrupt, and so that the rest can be done later.
type ledger struct {
	setting     setting
	file        *os.File // nil keeps nothing
	all         map[string][]scores
	first, last time.Time // when the runs were
}

// setting is what runs must have in common to be put together.
type setting struct {
	Machine  string `json:"machine"`
	Parley   string `json:"parley"`
	Chromium string `json:"chromium"`
	Shown    string `json:"shown"`
}

// entry is a line of the file.
type entry struct {
	setting
	At     time.Time           `json:"at"`
	Row    string              `json:"row"`
	Name   string              `json:"name"` // of the contestant
	Scores map[string]*float64 `json:"scores"`
}

func newSetting(t *testing.T, f flow) setting {
	t.Helper()
	return setting{
		Machine:  fmt.Sprintf("%s, %d cores, %s/%s", processorName(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH),
		Parley:   revision(t) + ", " + runtime.Version(),
		Chromium: firstLine(t, "chromium", "--version"),
		Shown:    f.name(),
	}
}

// revision is the last commit that changed the program and not only documents
// and runs, such as the table itself; "dirty" when there are changes in no
// commit.
func revision(t *testing.T) string {
	t.Helper()
	const documents, runs = ":!*.md", ":!*.jsonl"
	commit := firstLine(t, "git", "log", "-1", "--abbrev=12", "--format=%h", "--", documents, runs)
	if firstLine(t, "git", "status", "--porcelain", "--", documents, runs) != "" {
		commit += "-dirty"
	}
	return commit
}

// firstLine is what a command prints, in one line; empty when there is no such
// command.
func firstLine(t *testing.T, command string, args ...string) string {
	t.Helper()
	out, err := exec.Command(command, args...).Output()
	if err != nil {
		t.Logf("%s: %v", command, err)
	}
	line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	return strings.TrimSpace(line)
}

// processorName is the model of the processor (proc(5), cpuinfo).
func processorName() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "a processor without a name"
}

// openLedger reads what is in the file for the same setting.
func openLedger(t *testing.T, path string, f flow) *ledger {
	t.Helper()
	b := &ledger{setting: newSetting(t, f), all: make(map[string][]scores)}
	if path == "" {
		return b
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	b.file = file
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var e entry
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if b.setting.shared(e) {
			b.count(e.Row, e.Name, scoresOf(e.Scores), e.At)
		}
	}
	return b
}

func (b *ledger) count(row, name string, s scores, at time.Time) {
	b.all[key(row, name)] = append(b.all[key(row, name)], s)
	if b.first.IsZero() || at.Before(b.first) {
		b.first = at
	}
	if at.After(b.last) {
		b.last = at
	}
}

// shared reports whether a run was of the same program, machine and film. The
// other program may have changed meanwhile.
func (s setting) shared(e entry) bool {
	switch e.Name {
	case parleys:
		e.Chromium = s.Chromium
	case chromiums:
		e.Parley = s.Parley
	}
	return e.setting == s
}

func key(row, name string) string { return row + "\n" + name }

// runs is how many runs there are.
func (b *ledger) runs(row, name string) int { return len(b.all[key(row, name)]) }

// of is the median of the runs; ok is false when there are none.
func (b *ledger) of(row, name string) (s scores, ok bool) {
	runs := b.all[key(row, name)]
	return medians(runs), len(runs) > 0
}

// add keeps a run.
func (b *ledger) add(t *testing.T, row, name string, s scores) {
	t.Helper()
	now := time.Now().UTC().Truncate(time.Second)
	b.count(row, name, s, now)
	if b.file == nil {
		return
	}
	line, err := json.Marshal(entry{b.setting, now, row, name, s.named()})
	if err == nil {
		_, err = b.file.Write(append(line, '\n'))
	}
	if err != nil {
		t.Error(err)
	}
}

// named are the scores by their columns, in thousandths; nil for what is not
// known.
func (s scores) named() map[string]*float64 {
	all := make(map[string]*float64, len(s))
	for i, v := range s {
		if v = math.Round(v*1000) / 1000; !math.IsNaN(v) {
			all[columns[i].name] = &v
		}
	}
	return all
}

func scoresOf(named map[string]*float64) (s scores) {
	for i, c := range columns {
		if s[i] = unknown; named[c.name] != nil {
			s[i] = *named[c.name]
		}
	}
	return s
}

// startingUp is about how long it takes to start and end a call.
const startingUp = 12 * time.Second

// left is about how long the runs take that are not there yet.
func (b *ledger) left(chosen []row) (sum time.Duration) {
	for _, r := range chosen {
		for _, c := range contestants {
			sum += time.Duration(max(0, *networkRuns-b.runs(r.name, c.name))) * (r.end + startingUp)
		}
	}
	return sum
}

// print prints the table and what it says of the figures, and puts them into
// the page if one is named.
func (b *ledger) print(t *testing.T, chosen []row) {
	t.Helper()
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

func TestLedger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kept", "network.jsonl")
	f := flow{}
	b := openLedger(t, path, f)
	chosen := []row{dip(megabit / 4), steady(rowUsual, usual)}
	good, bad := filled(100), filled(100)
	good[scoreBack], good[scoreFrozen], good[scoreOthers] = 12, 900, 0
	bad[scoreBack], bad[scoreFrozen], bad[scoreRate], bad[scoreOthers] = unknown, 5700, 40, 0.5
	for range 2 {
		b.add(t, chosen[0].name, parleys, bad)
	}
	b.add(t, chosen[0].name, chromiums, good)
	b.setting.Parley = "another one"
	b.add(t, chosen[0].name, parleys, good)
	b.add(t, chosen[0].name, chromiums, good)
	again := openLedger(t, path, f)
	again.first = again.last.AddDate(0, 0, -1)
	if again.runs(chosen[0].name, parleys) != 2 || again.runs(chosen[0].name, chromiums) != 2 || again.runs(chosen[1].name, parleys) != 0 {
		t.Fatalf("the ledger has %v", again.all)
	}
	table := again.table(chosen)
	for _, words := range []string{
		"Measured from " + again.first.Format("2 January 2006") + " to " + again.last.Format("2 January 2006") + " on ",
		`| dip to 0.25 Mbit/s \* † | Parley | **40** |`, "| Chromium | 100 |", "| 0.40 |",
		"| frozen in the dip (dip to 0.25 Mbit/s), frozen ms | at most 3000 | 5700 | 900 | **not met** |",
		"| at most 25 | - | 12 | **not met** |",
	} {
		if !strings.Contains(table, words) {
			t.Errorf("the table lacks %q:\n%s", words, table)
		}
	}
	if strings.Contains(table, rowUsual) {
		t.Error("a row that was not judged has lines")
	}
	page, err := intoPage([]byte("before\n"+tableBegins+"stale\n"+tableEnds+"after\n"), table)
	if err != nil || !bytes.Contains(page, []byte(table)) || bytes.Contains(page, []byte("stale")) || !bytes.HasSuffix(page, []byte("after\n")) {
		t.Errorf("the page is %q, %v", page, err)
	}
	if _, err := intoPage([]byte("no place"), table); err == nil {
		t.Error("a page without a place took the table")
	}
}

// filled has one value in all columns.
func filled(v float64) (s scores) {
	for i := range s {
		s[i] = v
	}
	return s
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
