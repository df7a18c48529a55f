//go:build linux

package main

import (
	"testing"

	"parley/assets/guest/guesttest"
	"parley/call"
	"parley/call/peer/pathtest"
	"parley/call/stats"
)

// apart has Ada and a guest at two hosts that reach each other, and the
// server, through a third. Scripts run before the page's own.
func apart(t *testing.T, scripts ...string) (star *pathtest.Star, ada *program, gus *guesttest.Page) {
	t.Helper()
	executable(t)
	star = pathtest.NewStar(t)
	server, trust := serveStar(t, star)
	ada = start(t, "Ada", place{namespace: star.A.Namespace, env: trust}, append([]string{"meet", "--server", server}, signals...)...)
	link := ada.event(call.EventMeeting).Link
	gus = guesttest.StartOn(star.B, t, "--ignore-certificate-errors").Come(link, "Gus", scripts...)
	ada.meets("Gus")
	gus.Sees(1)
	gus.Hears(1)
	return star, ada, gus
}

// TestGuestIsCutOff takes the guest off the network, so that neither the other
// side nor the server is reached. The page says so, and the call goes on when
// the network is back: nobody left.
func TestGuestIsCutOff(t *testing.T) {
	star, ada, gus := apart(t)
	ada.forget()
	star.Center.Swallow(pathtest.Anywhere, star.B.Address)
	star.Center.Swallow(star.B.Address, pathtest.Anywhere)
	gus.Wait("document.body.innerText.includes('The path to Ada is interrupted.')")
	star.Center.Pass(pathtest.Anywhere, star.B.Address)
	star.Center.Pass(star.B.Address, pathtest.Anywhere)
	gus.Wait("!document.body.innerText.includes('The path to Ada is interrupted.')")
	gus.Sees(1)
	guestReads(t, gus, 1)
	ada.forget()
	ada.track(stats.Camera, stats.Receive, "is shown again", func(s stats.Track) bool { return s.FPS > 1 })
	if _, left := ada.find(func(e told) bool { return e.Kind == call.EventParticipant && e.Change == "left" }); left {
		t.Error("the guest left")
	}
	if ada.leave() != exitDone {
		t.Error("the program failed")
	}
}

// relayOnly has the page's connections use nothing but relays.
const relayOnly = `window.RTCPeerConnection = class extends RTCPeerConnection {
	constructor(config) { super({ ...config, iceTransportPolicy: 'relay' }); }
	setConfiguration(config) { super.setConfiguration({ ...config, iceTransportPolicy: 'relay' }); }
};`

// TestGuestBehindRelay has a guest whose browser reaches nobody but the relay
// of the server.
func TestGuestBehindRelay(t *testing.T) {
	_, ada, gus := apart(t, relayOnly)
	gus.Wait(`(async () => {
		const kinds = [];
		for (const pc of window.connections) {
			const stats = await pc.getStats();
			for (const s of stats.values()) {
				if (s.type === 'transport' && s.selectedCandidatePairId) kinds.push(stats.get(stats.get(s.selectedCandidatePairId).localCandidateId).candidateType);
			}
		}
		return kinds.length === 1 && kinds[0] === 'relay';
	})()`)
	guestReads(t, gus, 1)
	guestWrites(gus, ada)
	if ada.leave() != exitDone {
		t.Error("the program failed")
	}
}
