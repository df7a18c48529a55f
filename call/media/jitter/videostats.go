package jitter

import "time"

// VideoStats counts what became of one video track since the start.
type VideoStats struct {
	PacketsReceived  int
	PacketsLost      int // expected and never received (RFC 3550 section 6.4.1)
	PacketsRecovered int // came by retransmission and were used
	PacketsDiscarded int // late, duplicate, malformed or refused
	PacketsRequested int // numbers asked for, repetitions included

	Frames             int // handed out, key frames included
	KeyFrames          int
	DroppedIncomplete  int // frames of which packets were missing for good
	DroppedUndecodable int // whole frames that lost their references or do not fit together
	DroppedOversize    int
	Breaks             int // times that only a key frame helped

	Jitter time.Duration // RFC 3550 section 6.4.1, between frames
}
