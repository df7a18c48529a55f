// Package media assembles the stages of the media pipelines. The Studio is
// this computer's half: camera and microphone to encoded frames, and the mix
// of what everybody says to the speaker. A Sender carries the frames to one
// person, a Receiver turns one person's packets into pictures and sound.
//
//	camera ─► Feed (self view)
//	      └─► Mailbox ─► scale, encode ONCE ─► every Sender
//	screen ─► Mailbox ─► choose, encode ONCE ─► every Sender
//	microphone ─► echo, noise, gain ─► Opus ONCE ─► every Sender
//	Receiver: packets ─► assemble ─► decode ─► present in time ─► Feed
//	          packets ─► playout buffer ─► mix ─► limiter ─► speaker
//
// The audio device's callback drives the mix and the capture; it takes no
// lock that is held over I/O and does not allocate in the steady state.
package media

import (
	"parley/call/media/frame"
	"parley/call/stats"
)

// Track names one stream of packets of a person. Each has one codec; a screen
// has two, of which one at a time carries pictures.
type Track int

// The tracks.
const (
	Sound       Track = iota // Opus
	Camera                   // VP8
	Screen                   // VP8
	SharpScreen              // AV1
)

// Kind is what the track carries, in the terms of the statistics.
func (t Track) Kind() stats.Kind {
	switch t {
	case Sound:
		return stats.Microphone
	case Camera:
		return stats.Camera
	case Screen, SharpScreen:
	}
	return stats.Screen
}

// Codec names the codec of a track of a screen, as the statistics do; it is
// empty for the others.
func (t Track) Codec() string {
	switch t {
	case Screen:
		return "VP8"
	case SharpScreen:
		return "AV1"
	case Sound, Camera:
	}
	return ""
}

// Write hands one encoded frame to the network of one person. It must not
// block, nor read the frame after it returned.
type Write func(Track, frame.Encoded)
