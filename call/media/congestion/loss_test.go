package congestion

import (
	"testing"
	"time"
)

// sample is what became of the packets of a second at a rate in bits a second.
func sample(second int, rate, share float64) lossSample {
	at := time.Duration(second) * time.Second
	sent := rate / 8 / packetSize
	return lossSample{begun: at, ended: at + time.Second, bytes: int(rate / 8), sent: sent, lost: share * sent}
}

func TestReasonOfLoss(t *testing.T) {
	for _, tt := range []struct {
		name     string
		inherent float64
		samples  []lossSample
		sign     int     // of the certainty: above zero for a path that loses as much at any rate
		limit    float64 // where it is below zero
	}{
		{"the same at any rate", 0, []lossSample{sample(0, 2e6, 0.2), sample(1, 1e6, 0.21), sample(2, 1.5e6, 0.19)}, 1, 0},
		{"what is above a limit", 0, []lossSample{sample(0, 2e6, 0.5), sample(1, 1e6, 0), sample(2, 1.5e6, 0.33)}, -1, 1e6},
		{"both", 0.1, []lossSample{sample(0, 2e6, 0.55), sample(1, 0.9e6, 0.1), sample(2, 1.5e6, 0.4)}, -1, 1e6},
		{"one rate tells nothing", 0, []lossSample{sample(0, 2e6, 0.2), sample(1, 2e6, 0.2)}, 0, 0},
	} {
		m := lossModel{inherent: tt.inherent, samples: tt.samples}
		limit, certainty := m.reason()
		sign := 0
		switch {
		case certainty > certain:
			sign = 1
		case certainty < -certain:
			sign = -1
		}
		if sign != tt.sign {
			t.Errorf("%s: certainty %.1f", tt.name, certainty)
		}
		if tt.limit > 0 && (limit < 0.85*tt.limit || limit > 1.15*tt.limit) {
			t.Errorf("%s: limit %.0f", tt.name, limit)
		}
	}
}

// What contradicts a newer sample is forgotten: the path was another one then.
func TestSamplesOfAnotherPath(t *testing.T) {
	now := sample(9, 1e6, 0.3)
	for _, tt := range []struct {
		name  string
		older lossSample
		gone  bool
	}{
		{"nothing lost at a higher rate", sample(0, 2e6, 0), true},
		{"nothing lost at a lower rate", sample(0, 0.5e6, 0), false},
		{"more lost at a higher rate", sample(0, 2e6, 0.6), false},
		{"more lost at a lower rate", sample(0, 0.5e6, 0.9), true},
		{"chance", sample(0, 1e6, 0.25), false},
	} {
		if gone := now.contradicts(tt.older); gone != tt.gone {
			t.Errorf("%s: forgotten is %v", tt.name, gone)
		}
	}
}

// A test that was of no use is taken back, and what the path loses is put up
// with from then on.
func TestLossTestIsTakenBack(t *testing.T) {
	var m lossModel
	rate := 2e6
	for second := range 6 {
		m.samples = append(m.samples, sample(second, rate, 0.2))
		now := time.Duration(second+1) * time.Second
		if next := m.judge(now, 50*time.Millisecond, rate); next > 0 {
			rate = next
			m.divide(now)
		}
		if second == 0 && rate > 1.5e6 {
			t.Fatalf("no test: %.0f", rate)
		}
	}
	if rate != 2e6 || m.doubt || m.inherent < 0.15 || m.inherent > 0.25 {
		t.Errorf("rate %.0f, doubt %v, inherent loss %.2f", rate, m.doubt, m.inherent)
	}
}
