package server

import (
	"encoding/hex"
	"encoding/json"
	"time"

	"parley/call/signal/rendezvous/server/relay"
	"parley/call/signal/rendezvous/server/tight"
)

// peer is who a connection is in its room, drawn anew for each.
type peer [8]byte

func (p peer) String() string { return hex.EncodeToString(p[:]) }

// addressed splits a binary frame into the peer in front and the rest.
func addressed(frame []byte) (p peer, ok bool) {
	return p, copy(p[:], frame) == len(p)
}

// The text frames of the server.
type (
	welcomeFrame struct {
		Type  string   `json:"type"`
		Peer  string   `json:"peer"`
		Peers []string `json:"peers"`
		iceMembers
	}
	presenceFrame struct {
		Type string `json:"type"` // joined or left
		Peer string `json:"peer"`
	}
	iceFrame struct {
		Type string `json:"type"`
		iceMembers
	}
	iceMembers struct {
		ICE     []relay.ICEServer `json:"ice"`
		Seconds int               `json:"ice_seconds"` // that the credentials last; 0 is for ever
	}
)

// newICE writes no servers as an empty array, for clients that know no null.
func newICE(servers []relay.ICEServer, lasts time.Duration) iceMembers {
	if servers == nil {
		servers = []relay.ICEServer{}
	}
	return iceMembers{servers, int(lasts / time.Second)}
}

// text encodes a frame. None of them can fail to be.
func text(frame any) tight.Frame {
	encoded, _ := json.Marshal(frame)
	return tight.Frame{Kind: tight.Text, Bytes: encoded}
}
