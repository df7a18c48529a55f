package rtpio

import (
	"bytes"
	"testing"
	"time"
)

const millisecond = time.Millisecond

func TestHistoryKeepsTheNewest(t *testing.T) {
	var h History
	if _, ok := h.Find(0); ok {
		t.Fatal("an empty history has something")
	}
	if size, _ := h.Ask(0, time.Now(), 0); size != 0 {
		t.Fatal("an empty history has an answer")
	}
	first := uint16(1<<16 - 100) // wraps around
	for i := range uint16(historySize + 1) {
		h.Add(first+i, uint32(i), i%2 == 0, []byte{byte(i)})
	}
	if _, ok := h.Find(first); ok {
		t.Error("the oldest is still here")
	}
	p, ok := h.Find(first + 200)
	if !ok || p.Timestamp != 200 || !p.Marker || !bytes.Equal(p.Payload, []byte{0, 100, 200}) {
		t.Errorf("found %+v, %v", p, ok)
	}
	if _, ok := h.Find(first + historySize + 1); ok {
		t.Error("what was not sent yet is here")
	}
}

func TestHistoryCopies(t *testing.T) {
	var h History
	payload := []byte{1}
	h.Add(5, 0, false, payload)
	payload[0] = 2
	if p, _ := h.Find(5); p.Payload[originalNumber] != 1 {
		t.Error("it changed with the sender's memory")
	}
}

func TestHistoryAnswersTwiceARoundTrip(t *testing.T) {
	var h History
	h.Add(5, 0, false, make([]byte, 100))
	start, rtt := time.Unix(1000, 0), 200*millisecond
	var answered []time.Duration
	for at := time.Duration(0); at < 400*millisecond; at += millisecond {
		size, early := h.Ask(5, start.Add(at), rtt)
		if size == 100+originalNumber {
			answered = append(answered, at)
			if early != (len(answered) == 2) {
				t.Errorf("after %v early is %v", at, early)
			}
		} else if size != 0 {
			t.Fatalf("a size of %d", size)
		}
	}
	want := []time.Duration{0, 45 * millisecond, 250 * millisecond, 295 * millisecond, 340 * millisecond, 385 * millisecond}
	if len(answered) != len(want) {
		t.Fatalf("answered after %v, want %v", answered, want)
	}
	for i := range want {
		if answered[i] != want[i] {
			t.Errorf("answered after %v, want %v", answered, want)
		}
	}
}

func TestHistoryDoesNotAllocate(t *testing.T) {
	var h History
	payload, sequence := make([]byte, MaxPayload), uint16(0)
	send := func() {
		h.Add(sequence, 1, false, payload)
		sequence++
	}
	for range historySize {
		send()
	}
	if n := testing.AllocsPerRun(1000, send); n > 0 {
		t.Errorf("%v allocations a packet", n)
	}
}

func TestRepairsTakeHalf(t *testing.T) {
	const target = 1_000_000
	var r Repairs
	now := time.Unix(1000, 0)
	if r.Take(now, 1, false) {
		t.Fatal("taken before there is a target")
	}
	r.SetTarget(now, target)
	sent := 0
	for range 10_000 {
		for r.Take(now, 1000, false) {
			sent += 8000
		}
		if r.Take(now, 1, true) {
			t.Fatal("what is early leaves nothing to what is not")
		}
		now = now.Add(millisecond)
	}
	if limit := 10*target/2 + target/4; sent > limit || sent < limit*9/10 {
		t.Errorf("%d bits in 10 s, want about %d", sent, limit)
	}
	if rate := r.Rate(now); rate < target*45/100 || rate > target/2 {
		t.Errorf("a rate of %d bit/s", rate)
	}
	if rate := r.Rate(now.Add(10 * time.Second)); rate > 100 {
		t.Errorf("a rate of %d bit/s long after", rate)
	}
}

func FuzzHistory(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 0, 4, 2, 2})
	f.Fuzz(func(t *testing.T, data []byte) {
		var h History
		var r Repairs
		start := time.Unix(1000, 0)
		now, sent, sequence := start, 0, uint16(1<<16-5)
		r.SetTarget(now, 500_000)
		for ; len(data) >= 2; data = data[2:] {
			switch n := uint16(data[1]); data[0] % 4 {
			case 0:
				sequence += n // a jump
			case 1:
				h.Add(sequence, 7, n%2 == 0, make([]byte, 1000+n))
				sequence++
			case 2:
				for s := sequence - 300; s != sequence+300; s++ {
					size, early := h.Ask(s, now, time.Duration(int8(n))*millisecond)
					if p, ok := h.Find(s); size > 0 && (!ok || len(p.Payload) != size) {
						t.Fatalf("%d bytes are to be sent of %+v, %v", size, p, ok)
					}
					if size > 0 && r.Take(now, size, early) {
						sent += size * 8
					}
				}
			case 3:
				now = now.Add(time.Duration(n) * millisecond)
			}
		}
		if most := 500_000 * (now.Sub(start).Seconds() + 0.5) / 2; float64(sent) > most+1 {
			t.Fatalf("%d bits were sent again, %v allowed", sent, most)
		}
	})
}
