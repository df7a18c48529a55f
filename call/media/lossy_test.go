package media

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestPicturesOnLossyPaths bounds how much pictures freeze where packets get
// lost, and what it costs to repair them: with retransmissions the path carries
// no more than without loss.
func TestPicturesOnLossyPaths(t *testing.T) {
	const ms, megabit = time.Millisecond, 1_000_000
	for _, path := range []struct {
		name    string
		weather weather
		target  int           // bits a second
		frozen  float64       // of the time, in percent
		longest time.Duration // that one picture is shown
		keys    int           // the first included
	}{
		{"good", weather{delay: 25 * ms}, megabit, 0, 60 * ms, 1},
		{"jitter", weather{delay: 50 * ms, jitter: 30 * ms, reorder: 0.01, twice: 0.01}, megabit, 1, 250 * ms, 1},
		{"RTT 50 ms, 1 %", weather{delay: 25 * ms, loss: 0.01}, megabit, 1, 250 * ms, 1},
		{"RTT 50 ms, 5 %", weather{delay: 25 * ms, loss: 0.05}, megabit, 1, 300 * ms, 1},
		{"RTT 50 ms, 10 %", weather{delay: 25 * ms, loss: 0.10}, megabit, 1, 300 * ms, 1},
		{"RTT 50 ms, 20 %", weather{delay: 25 * ms, loss: 0.20}, megabit, 2, 400 * ms, 2},
		{"RTT 50 ms, 30 %", weather{delay: 25 * ms, loss: 0.30}, megabit, 4, 500 * ms, 3},
		{"RTT 50 ms, 30 %, 0.1 Mbit/s", weather{delay: 25 * ms, loss: 0.30}, megabit / 10, 6, 600 * ms, 3},
		{"RTT 50 ms, 10 %, 2.5 Mbit/s", weather{delay: 25 * ms, loss: 0.10}, megabit * 5 / 2, 2, 400 * ms, 1},
		{"RTT 50 ms, 10 % and jitter", weather{delay: 25 * ms, jitter: 30 * ms, loss: 0.10}, megabit, 3, 500 * ms, 2},
		{"RTT 50 ms, 10 % in bursts", weather{delay: 25 * ms, loss: 0.10, burst: 3}, megabit, 3, 500 * ms, 2},
		{"RTT 50 ms, 30 % in bursts", weather{delay: 25 * ms, loss: 0.30, burst: 3}, megabit, 6, 700 * ms, 4},
		{"RTT 100 ms, 5 %", weather{delay: 50 * ms, loss: 0.05}, megabit, 3, 400 * ms, 1},
		{"RTT 100 ms, 10 %", weather{delay: 50 * ms, loss: 0.10}, megabit, 3, 400 * ms, 1},
		{"RTT 100 ms, 30 %", weather{delay: 50 * ms, loss: 0.30}, megabit, 6, 600 * ms, 3},
		{"RTT 100 ms, 20 % in bursts", weather{delay: 50 * ms, loss: 0.20, burst: 3}, megabit, 6, 800 * ms, 3},
		{"RTT 300 ms, 1 %", weather{delay: 150 * ms, loss: 0.01, reorder: 0.01, twice: 0.01}, megabit, 6, 600 * ms, 1},
		{"RTT 300 ms, 5 %", weather{delay: 150 * ms, loss: 0.05}, megabit, 13, 800 * ms, 2},
		{"RTT 300 ms, 10 % in bursts", weather{delay: 150 * ms, loss: 0.10, burst: 3}, megabit, 25, time.Second, 2},
	} {
		t.Run(path.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const length = 30 * time.Second
				c := newLossyCall(t, path.weather, path.target)
				c.play(length)
				frozen := 100 * c.receiver.freezes.Total.Seconds() / length.Seconds()
				sent := float64(c.sent.media+c.sent.again) / length.Seconds()
				t.Logf("%d pictures, frozen %.1f %%, longest %v; %d key frames; %.0f kbit/s, of which again %.0f %%; delay %v, 95 %% %v",
					len(c.delays), frozen, c.longest, c.sent.keys, sent/1000, 100*float64(c.sent.again)/float64(c.sent.media+c.sent.again),
					c.delays[len(c.delays)/2], c.delays[len(c.delays)*95/100])
				if frozen > path.frozen || c.longest > path.longest || c.sent.keys > path.keys {
					t.Errorf("want %.1f %% at most, %v, %d key frames", path.frozen, path.longest, path.keys)
				}
				if sent > 1.1*float64(path.target) {
					t.Errorf("%.0f bit/s were sent on a path that carries %d", sent, path.target)
				}
				if len(c.delays) < int(0.9*length.Seconds()*stubRate) {
					t.Error("too few pictures were shown")
				}
			})
		})
	}
}

// An outage is not repaired packet by packet: a key frame is the quicker way.
func TestPicturesAfterAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const outage = 2 * time.Second
		c := newLossyCall(t, weather{delay: 25 * time.Millisecond}, 1_000_000)
		c.there.dark = [2]time.Time{c.began.Add(5 * time.Second), c.began.Add(5*time.Second + outage)}
		c.play(10 * time.Second)
		if c.longest > outage+250*time.Millisecond || c.sent.keys != 2 {
			t.Errorf("the picture stood for %v of an outage of %v; %d key frames", c.longest, outage, c.sent.keys)
		}
		if again := float64(c.sent.again) / float64(c.sent.media); again > 0.02 {
			t.Errorf("%.1f %% was sent again", 100*again)
		}
	})
}

// A hostile receiver that asks for everything all the time does not get more
// than the path carries.
func TestAskingForEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const length, target = 5 * time.Second, 1_000_000
		c := newLossyCall(t, weather{delay: 25 * time.Millisecond}, target)
		c.greedy = true
		c.play(length)
		if sent := float64(c.sent.media+c.sent.again) / length.Seconds(); sent > 1.1*target {
			t.Errorf("%.0f bit/s were sent on a path that carries %d", sent, target)
		}
		if c.sent.keys > int(length/keyEvery)+2 {
			t.Errorf("%d key frames", c.sent.keys)
		}
	})
}
