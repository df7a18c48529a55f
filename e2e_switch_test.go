//go:build linux

package main

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"parley/call"
	"parley/call/peer/pathtest"
	"parley/call/stats"
)

const (
	// lidTime is for how long a lid is closed.
	lidTime = 40 * time.Second
	// consentTime is how long who said nothing is sent media (RFC 7675, section 5.1).
	consentTime = 30 * time.Second
	// mostUnasked is what attempts to reach somebody take in the rest of lidTime, in
	// bytes; a second of media is more.
	mostUnasked = 20_000
)

// switchTime bounds how long media may stay away when a network changes, on a
// machine that is busy with other things.
const switchTime = 8 * time.Second

// TestNetworkSwitch changes the network of one side in a call by address, in
// several ways. Media is back soon, nobody has to call again, and both sides are
// told. It prints how long the picture stood still on either side.
func TestNetworkSwitch(t *testing.T) {
	a, b := cabled(t)
	bo := start(t, "Bo", place{namespace: b.Namespace}, append([]string{"wait", "--listen", b.Address + ":0"}, signals...)...)
	ada := start(t, "Ada", place{namespace: a.Namespace}, append([]string{"ring", bo.listening()}, signals...)...)
	inCall(t, ada, bo)
	switches := []struct {
		name   string
		change func()
	}{
		{"the caller's address changes", func() { a.Readdress(a.Address, "198.18.0.3") }},
		{"the called side's address changes", func() { b.Readdress(b.Address, "198.18.0.4") }},
		{"the cable is out for a second", func() {
			a.Unplug()
			time.Sleep(time.Second)
			a.Plug()
		}},
	}
	for _, s := range switches {
		comesSteadily(ada, bo)
		before := [...]time.Duration{frozen(ada), frozen(bo)}
		s.change()
		time.Sleep(2 * time.Second) // the statistics of the second before must not count
		resumes(ada, bo)
		for i, p := range []*program{ada, bo} {
			still := frozen(p) - before[i]
			t.Logf("%s: %s saw a picture that stood still for %v; %s", s.name, p.name, still, p.states())
			if still > switchTime {
				t.Errorf("%s: %s saw nothing new for %v", s.name, p.name, still)
			}
		}
	}
	ada.leave()
	bo.event(call.EventEnded)
	bo.leave()
}

// TestSilentLossIsNoticed lets a path die without a word, so that neither side's
// network changes, and heals it.
func TestSilentLossIsNoticed(t *testing.T) {
	p := joined(t, pathtest.Conditions{Delay: 10 * time.Millisecond, Rate: 20_000_000})
	bo := start(t, "Bo", place{namespace: p.B.Namespace}, append([]string{"wait", "--listen", p.B.Address + ":0"}, signals...)...)
	ada := start(t, "Ada", place{namespace: p.A.Namespace}, append([]string{"ring", bo.listening()}, signals...)...)
	inCall(t, ada, bo)
	comesSteadily(ada, bo)
	p.Set(quick.Cut())
	cut := time.Now()
	e := ada.state(call.Reconnecting)
	t.Logf("noticed after %v: %s", time.Since(cut).Round(time.Millisecond), e.Text)
	if !strings.Contains(e.Text, "The connection to Bo is away.") {
		t.Errorf("Ada is told %q", e.Text)
	}
	time.Sleep(5 * time.Second)
	for _, side := range []*program{ada, bo} {
		side.forget()
	}
	p.Set(quick)
	healed := time.Now()
	for _, side := range []*program{ada, bo} {
		side.state(call.Active)
	}
	t.Logf("connected %v after the path was back", time.Since(healed).Round(time.Millisecond))
	resumes(ada, bo)
	ada.leave()
	bo.event(call.EventEnded)
	bo.leave()
}

// TestSleep closes the lid of one side for as long as it takes to go to another
// room: its program stands still, and its network is away. The other side is told what may be
// the matter, sends nothing once consent is over (RFC 7675), and both go on by
// themselves.
func TestSleep(t *testing.T) {
	t.Parallel()
	p := joined(t, quick)
	bo := start(t, "Bo", place{namespace: p.B.Namespace}, append([]string{"wait", "--listen", p.B.Address + ":0"}, signals...)...)
	ada := start(t, "Ada", place{namespace: p.A.Namespace}, append([]string{"ring", bo.listening()}, signals...)...)
	inCall(t, ada, bo)
	comesSteadily(ada, bo)
	bo.signal(syscall.SIGSTOP)
	p.Set(quick.Cut())
	closed := time.Now()
	e := ada.expect("say that Bo may be asleep", func(e told) bool { return e.Kind == call.EventState && strings.Contains(e.Text, "asleep") })
	t.Logf("told: %s", e.Text)
	time.Sleep(time.Until(closed.Add(consentTime + 3*time.Second)))
	p.Forget()
	time.Sleep(time.Until(closed.Add(lidTime)))
	there, _ := p.Counts()
	t.Logf("%d bytes were sent without consent", there.Bytes)
	if there.Bytes > mostUnasked {
		t.Error("media was among it")
	}
	for _, side := range []*program{ada, bo} {
		side.forget()
	}
	p.Set(quick)
	bo.signal(syscall.SIGCONT)
	woke := time.Now()
	ada.state(call.Active)
	t.Logf("connected %v after Bo woke", time.Since(woke).Round(time.Millisecond))
	resumes(ada, bo)
	t.Logf("seen and heard within %v", time.Since(woke).Round(time.Millisecond))
	ada.leave()
	bo.event(call.EventEnded)
	bo.leave()
}

// comesSteadily waits until pictures come at their full rate, so that what stands still
// from now on does so for a reason, and forgets what was before.
func comesSteadily(programs ...*program) {
	for _, p := range programs {
		p.t.Helper()
		p.forget()
		p.track(stats.Camera, stats.Receive, "comes steadily", func(s stats.Track) bool { return s.FPS > 15 })
	}
	for _, p := range programs {
		p.forget()
	}
}

// signal sends a signal to the program.
func (p *program) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// frozen is how long pictures that a program receives have stood still in all:
// totalFreezesDuration, as it said last.
func frozen(p *program) (all time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.events {
		if e.Kind == call.EventStats && e.Track.Track == stats.Camera && e.Track.Direction == stats.Receive {
			all = time.Duration(e.Track.FreezeMs) * time.Millisecond
		}
	}
	return all
}

// states lists the states that a program was in lately, and since when.
func (p *program) states() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []string
	for _, e := range p.events {
		if e.Kind == call.EventState {
			all = append(all, e.Time.Format("05.000")+" "+e.State)
		}
	}
	return strings.Join(all[max(0, len(all)-3):], ", ")
}
