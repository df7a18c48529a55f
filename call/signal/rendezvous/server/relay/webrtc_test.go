package relay

import (
	"testing"
	"time"

	"github.com/pion/webrtc/v4"
)

// TestRelayOnly connects two who show each other nothing but relayed
// addresses, with the servers that clients are told of.
func TestRelayOnly(t *testing.T) {
	s := listen(t, Config{})
	mara, noor := connection(t, s), connection(t, s)
	opened := make(chan struct{})
	heard := make(chan string, 1)
	channel, err := mara.CreateDataChannel("test", nil)
	if err != nil {
		t.Fatal(err)
	}
	channel.OnOpen(func() { close(opened) })
	noor.OnDataChannel(func(c *webrtc.DataChannel) {
		c.OnMessage(func(m webrtc.DataChannelMessage) { heard <- string(m.Data) })
	})
	offer, err := mara.CreateOffer(nil)
	if err != nil {
		t.Fatal(err)
	}
	describe(t, mara, noor, offer)
	answer, err := noor.CreateAnswer(nil)
	if err != nil {
		t.Fatal(err)
	}
	describe(t, noor, mara, answer)
	within(t, opened)
	if err := channel.SendText("hello"); err != nil {
		t.Fatal(err)
	}
	if got := within(t, heard); got != "hello" {
		t.Errorf("noor heard %q", got)
	}
	pair, err := mara.SCTP().Transport().ICETransport().GetSelectedCandidatePair()
	if err != nil || pair.Local.Typ != webrtc.ICECandidateTypeRelay || pair.Remote.Typ != webrtc.ICECandidateTypeRelay {
		t.Errorf("connected over %v, %v", pair, err)
	}
}

func connection(t *testing.T, s *Server) *webrtc.PeerConnection {
	t.Helper()
	engine := webrtc.SettingEngine{LoggerFactory: mute{}}
	engine.SetIncludeLoopbackCandidate(true)
	engine.SetRelayAcceptanceMinWait(0)
	config := webrtc.Configuration{ICETransportPolicy: webrtc.ICETransportPolicyRelay}
	servers, _ := s.ICE(room)
	for _, i := range servers {
		config.ICEServers = append(config.ICEServers, webrtc.ICEServer{URLs: i.URLs, Username: i.Username, Credential: i.Credential})
	}
	c, err := webrtc.NewAPI(webrtc.WithSettingEngine(engine)).NewPeerConnection(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.GracefulClose() })
	return c
}

// describe gives both sides a description with all its candidates.
func describe(t *testing.T, local, remote *webrtc.PeerConnection, d webrtc.SessionDescription) {
	t.Helper()
	gathered := webrtc.GatheringCompletePromise(local)
	if err := local.SetLocalDescription(d); err != nil {
		t.Fatal(err)
	}
	within(t, gathered)
	if err := remote.SetRemoteDescription(*local.LocalDescription()); err != nil {
		t.Fatal(err)
	}
}

func within[T any](t *testing.T, c <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-time.After(patience):
		t.Fatal("it does not come")
	}
	return v
}
