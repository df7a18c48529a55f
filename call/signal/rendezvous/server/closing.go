package server

import "github.com/coder/websocket"

// closing is why a connection ends: a status of RFC 6455 section 7.4, or one
// of ../PROTOCOL.md, and words for whoever reads logs.
type closing struct {
	code   websocket.StatusCode
	reason string
}

var (
	left       = closing{websocket.StatusNormalClosure, ""}
	goingAway  = closing{websocket.StatusGoingAway, "the server stops"}
	unexpected = closing{websocket.StatusUnsupportedData, "not a frame of this protocol"}
	tooLarge   = closing{websocket.StatusMessageTooBig, "the frame is too large"}
	roomFull   = closing{4001, "the room is full"}
	serverFull = closing{4002, "the server is full"}
	tooFast    = closing{4003, "too much at once"}
	tooSlow    = closing{4004, "too slow a reader"}
	silent     = closing{4005, "silent for too long"}
)
