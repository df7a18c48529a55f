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
