package rendezvous

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"parley/call/signal"
	"parley/call/signal/rendezvous/seal"
)

// event is one text frame of the server (PROTOCOL.md, section 3). Types and
// members that are not known are ignored.
type event struct {
	Type    string   `json:"type"`
	Peer    string   `json:"peer"`
	Peers   []string `json:"peers"`
	Servers []server `json:"ice"`
	Seconds float64  `json:"ice_seconds"`
}

type server struct {
	URLs       []string `json:"urls"`
	Username   string   `json:"username"`
	Credential string   `json:"credential"`
}

const (
	welcomeType = "welcome"
	joinedType  = "joined"
	leftType    = "left"
	iceType     = "ice"
)

// parseEvent reads a frame. The error wraps ErrProtocol.
func parseEvent(data []byte) (event, error) {
	var e event
	if err := json.Unmarshal(data, &e); err != nil {
		return event{}, fmt.Errorf("%w: %w", signal.ErrProtocol, err)
	}
	return e, nil
}

// welcome returns who one is and who else is there.
func (e event) welcome() (own seal.Peer, others []seal.Peer, err error) {
	if e.Type != welcomeType {
		return own, nil, fmt.Errorf("%w: no welcome", signal.ErrProtocol)
	}
	if own, err = seal.ParsePeer(e.Peer); err != nil {
		return own, nil, err
	}
	if len(e.Peers) >= maxPeople {
		return own, nil, fmt.Errorf("%w: %d people and oneself", signal.ErrProtocol, len(e.Peers))
	}
	for _, text := range e.Peers {
		p, err := seal.ParsePeer(text)
		if err != nil {
			return own, nil, err
		}
		others = append(others, p)
	}
	return own, others, nil
}

// ICE is what a server offers to make connections with (RFC 8489, RFC 8656).
type ICE struct {
	Servers []signal.ICEServer
	// Until is when the credentials end; zero when there are none.
	Until time.Time
}

// Limits on what a server offers.
const (
	maxServers    = 8
	maxURLs       = 8 // of one server
	maxICEText    = 512
	maxICESeconds = 7 * 24 * 60 * 60
)

// ice returns the servers that can be used.
func (e event) ice() ICE {
	var out ICE
	for _, s := range e.Servers[:min(len(e.Servers), maxServers)] {
		urls := slices.DeleteFunc(slices.Clone(s.URLs[:min(len(s.URLs), maxURLs)]), func(u string) bool { return !isICE(u) })
		if len(urls) == 0 || len(s.Username) > maxICEText || len(s.Credential) > maxICEText {
			continue
		}
		out.Servers = append(out.Servers, signal.ICEServer{URLs: urls, Username: s.Username, Credential: s.Credential})
	}
	if len(out.Servers) > 0 && e.Seconds > 0 {
		seconds := math.Min(e.Seconds, maxICESeconds)
		out.Until = time.Now().Add(time.Duration(seconds * float64(time.Second)))
	}
	return out
}

func isICE(u string) bool {
	scheme, rest, _ := strings.Cut(u, ":")
	odd := strings.ContainsFunc(rest, func(r rune) bool { return r <= ' ' || r >= 0x7f })
	return slices.Contains([]string{"stun", "stuns", "turn", "turns"}, scheme) && rest != "" && !odd && len(u) <= maxICEText
}
