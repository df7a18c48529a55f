//go:build linux

package main

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"parley/assets/guest/guesttest"
	"parley/call"
	"parley/call/peer/pathtest"
)

// pairing is an expression that is the candidate pair that the page's only
// connection has selected (W3C webrtc-stats).
const pairing = `(async () => {
	const [pc] = window.connections.filter(({ connectionState }) => connectionState !== 'closed');
	const stats = await pc.getStats();
	const transport = [...stats.values()].find(({ type }) => type === 'transport');
	const pair = stats.get(transport.selectedCandidatePairId);
	const end = ({ candidateType, address }) => candidateType + ' ' + address;
	return {
		connections: window.connections.length, state: pc.connectionState, ufrag: transport.iceLocalUsernameFragment,
		local: end(stats.get(pair.localCandidateId)), remote: end(stats.get(pair.remoteCandidateId)), received: pair.bytesReceived,
	};
})()`

// pair is what a page says of the way that is taken.
type pair struct {
	Connections                 int    // there were in all
	State, Ufrag, Local, Remote string // the ends with their kind and address
	Received                    int64  // bytes over this pair
}

func paired(gus *guesttest.Page) (p pair) {
	gus.Eval(pairing, &p)
	return p
}

// TestGuestChangesNetwork gives one side of a call with a guest another
// address, as another Wi-Fi does. ICE restarts: media goes on over a pair of
// the new address, in the same connection, and nobody leaves.
func TestGuestChangesNetwork(t *testing.T) {
	for name, tc := range map[string]struct {
		host        func(*pathtest.Star) *pathtest.Host
		to, gateway string
	}{
		"the guest":   {func(s *pathtest.Star) *pathtest.Host { return s.B }, "198.18.2.9", "198.18.2.254"},
		"the program": {func(s *pathtest.Star) *pathtest.Host { return s.A }, "198.18.1.9", "198.18.1.254"},
	} {
		t.Run(name, func(t *testing.T) {
			star, ada, gus := apart(t)
			before := paired(gus)
			ada.forget()
			readdress(t, tc.host(star), tc.to, tc.gateway)
			now := goesOn(t, ada, gus, before, fmt.Sprintf("now.ufrag !== %q && (now.local + now.remote).includes(%q)", before.Ufrag, tc.to))
			if strings.Contains(before.Local+before.Remote, tc.to) || strings.Contains(now.Local+now.Remote, tc.host(star).Address) {
				t.Errorf("the pair was %+v and is %+v", before, now)
			}
		})
	}
}

// TestGuestLosesTheDirectWay cuts the way between a guest and a program, so
// that only the one through the server's relay is left.
func TestGuestLosesTheDirectWay(t *testing.T) {
	star, ada, gus := apart(t)
	before := paired(gus)
	if strings.Contains(before.Local+before.Remote, "relay") {
		t.Fatalf("the direct way is not taken: %+v", before)
	}
	ada.forget()
	ip(t, star.Center, "rule", "add", "from", star.A.Address, "to", star.B.Address, "pref", "1", "blackhole")
	ip(t, star.Center, "rule", "add", "from", star.B.Address, "to", star.A.Address, "pref", "1", "blackhole")
	goesOn(t, ada, gus, before, "(now.local + now.remote).includes('relay') && document.querySelector('.status').innerText.includes('Through a relay')")
}

// goesOn waits until media comes over another pair, of which a condition is
// true, in the connection there was before.
func goesOn(t *testing.T, ada *program, gus *guesttest.Page, before pair, condition string) pair {
	t.Helper()
	began := time.Now()
	gus.Wait(fmt.Sprintf("(async () => { const now = await (%s); return now.state === 'connected' && (%s); })()", pairing, condition))
	now := paired(gus)
	t.Logf("after %v the pair was %+v and is %+v", time.Since(began).Round(100*time.Millisecond), before, now)
	gus.Wait(fmt.Sprintf("(async () => (await (%s)).received > %d)()", pairing, now.Received+100_000))
	guestReads(t, gus, 1)
	if last := paired(gus); last.Connections != before.Connections {
		t.Errorf("there were %d connections, and %d before", last.Connections, before.Connections)
	}
	if _, left := ada.find(func(e told) bool { return e.Kind == call.EventParticipant && e.Change == "left" }); left {
		t.Error("the guest left")
	}
	if ada.leave() != exitDone {
		t.Error("the program failed")
	}
	return now
}

// readdress gives a host of a star another address.
func readdress(t *testing.T, host *pathtest.Host, to, gateway string) {
	t.Helper()
	ip(t, host, "addr", "del", host.Address+"/24", "dev", pathtest.Interface)
	ip(t, host, "addr", "add", to+"/24", "dev", pathtest.Interface)
	ip(t, host, "route", "replace", "default", "via", gateway, "dev", pathtest.Interface)
}

// ip runs ip(8) on a host.
func ip(t *testing.T, host *pathtest.Host, args ...string) {
	t.Helper()
	if out, err := exec.Command("ip", append([]string{"-n", host.Namespace}, args...)...).CombinedOutput(); err != nil {
		t.Fatalf("ip %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}
