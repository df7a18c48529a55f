package adapt

import (
	"testing"
	"time"
)

// machine encodes pictures of the layers that the budget allows, thirty times
// a second, each taking as long as the test says.
type machine struct {
	Budget
	now  time.Time
	took map[int]time.Duration
}

func newMachine(of720, of360, of180 time.Duration) *machine {
	return &machine{now: start, took: map[int]time.Duration{720: of720, 360: of360, 180: of180}}
}

func (m *machine) run(d time.Duration) {
	for until := m.now.Add(d); m.now.Before(until); {
		m.now = m.now.Add(time.Second / 30)
		for height, took := range m.took {
			if height <= m.Lines() {
				m.Spend(m.now, height, took)
			}
		}
	}
}

func (m *machine) must(t *testing.T, lines int) {
	t.Helper()
	if m.Lines() != lines {
		t.Errorf("%d lines at most after %v, want %d", m.Lines(), m.now.Sub(start), lines)
	}
}

const ms = time.Millisecond

func TestBudgetAllowsWhatFits(t *testing.T) {
	m := newMachine(15*ms, 6*ms, 3*ms)
	m.run(time.Minute)
	m.must(t, 720)
}

func TestBudgetShedsFromTheTop(t *testing.T) {
	m := newMachine(30*ms, 12*ms, 5*ms)
	m.run(5 * time.Second)
	m.must(t, 360)
	m.took[360] = 25 * ms
	m.run(5 * time.Second)
	m.must(t, 180)
	m.took[180] = 40 * ms // there is nothing below
	m.run(5 * time.Second)
	m.must(t, 180)
}

// A layer that nobody has is not what takes too long.
func TestBudgetShedsWhatIsUsed(t *testing.T) {
	m := newMachine(0, 26*ms, 4*ms)
	m.run(5 * time.Second)
	m.must(t, 180)
}

func TestBudgetComesBack(t *testing.T) {
	m := newMachine(25*ms, 12*ms, 5*ms)
	m.run(5 * time.Second)
	m.must(t, 360)
	m.took = map[int]time.Duration{720: 8 * ms, 360: 3 * ms, 180: 1 * ms} // the machine has time again
	m.run(firstPatience + 2*budgetWindow)
	m.must(t, 720)
}

// A layer whose return would be too much stays away.
func TestBudgetDoesNotTryWhatIsTooMuch(t *testing.T) {
	m := newMachine(20*ms, 8*ms, 1*ms)
	m.run(5 * time.Second)
	m.must(t, 360)
	m.run(10 * time.Minute)
	m.must(t, 360)
}

// A layer that only seems to fit is tried more and more seldom.
func TestBudgetLosesPatience(t *testing.T) {
	m := newMachine(30*ms, 3*ms, 1*ms)
	tries, before := 0, m.Lines()
	for range 600 {
		m.run(time.Second)
		if m.Lines() > before {
			tries++
		}
		before = m.Lines()
	}
	if tries < 2 || tries > 8 {
		t.Errorf("%d tries in ten minutes", tries)
	}
}

// A pause in which nothing is encoded says nothing.
func TestBudgetForgetsPauses(t *testing.T) {
	m := newMachine(30*ms, 12*ms, 5*ms)
	m.run(time.Second)
	m.now = m.now.Add(time.Minute)
	m.run(time.Second)
	m.must(t, 720)
}
