// Package stats says what Parley measures of a call. Its JSON form is part of
// the interface for scripts (`--events`, see EVENTS.md beside this file): a
// field may be added, never renamed or removed. Names follow webrtc-stats
// where that has one.
package stats

// Kind names a track.
type Kind string

// The tracks a person can send.
const (
	Microphone Kind = "microphone"
	Camera     Kind = "camera"
	Screen     Kind = "screen"
)

// Direction says which way a track flows, seen from this computer.
type Direction string

// The two directions.
const (
	Send    Direction = "send"
	Receive Direction = "receive"
)

// Pair is the kind of path media takes: the ICE candidate type (RFC 8445
// section 4) of the less direct end.
type Pair string

// The kinds of path, most direct first.
const (
	Host  Pair = "host"
	Srflx Pair = "srflx"
	Relay Pair = "relay"
)

// Track is one second of one track of one participant. Counters count from
// the start of the call, rates and delays describe the last second.
type Track struct {
	Participant string    `json:"participant"`
	Track       Kind      `json:"track"`
	Direction   Direction `json:"direction"`

	Bitrate int     `json:"bitrate"` // payload bits a second on the wire
	Target  int     `json:"target,omitempty"`
	Width   int     `json:"width,omitempty"` // pixels, video only
	Height  int     `json:"height,omitempty"`
	FPS     float64 `json:"fps,omitempty"`
	Codec   string  `json:"codec,omitempty"`  // of the last frame: VP8 or AV1, screen only
	Frames  *Frames `json:"frames,omitempty"` // not of received sound

	Freezes   int `json:"freezes"` // webrtc-stats freezeCount
	FreezeMs  int `json:"freeze_ms"`
	KeyFrames int `json:"key_frames"`

	Packets          int     `json:"packets"` // sent, or received
	PacketsLost      int     `json:"packets_lost"`
	PacketsRecovered int     `json:"packets_recovered"`
	FractionLost     float64 `json:"fraction_lost,omitempty"` // sent: what the far side missed lately, 0 to 1
	ConcealedRatio   float64 `json:"concealed_ratio"`         // of the samples played, 0 to 1
	JitterMs         float64 `json:"jitter_ms"`               // RFC 3550 section 6.4.1
	PlayoutDelayMs   float64 `json:"playout_delay_ms"`
	RTTMs            float64 `json:"rtt_ms"`
	Pair             Pair    `json:"pair,omitempty"`
	WiFiLevel        int     `json:"wifi_level,omitempty"` // dBm, of the Wi-Fi that this computer sends over

	// LatencyMs and AVOffsetMs are there only when the far side sends the
	// test signals and both run on one clock: capture to presentation, and
	// how much later the picture is than the sound that belongs to it.
	LatencyMs  *float64 `json:"latency_ms,omitempty"`
	AVOffsetMs *float64 `json:"av_offset_ms,omitempty"`
}

// Frames counts pictures, or of sent sound packets of 20 ms, by the stage they
// reached.
type Frames struct {
	Captured int            `json:"captured,omitempty"`
	Encoded  int            `json:"encoded,omitempty"`
	Decoded  int            `json:"decoded,omitempty"`
	Shown    int            `json:"shown,omitempty"`
	Dropped  map[string]int `json:"dropped,omitempty"` // by reason
}
