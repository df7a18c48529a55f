package frame

import "time"

// Audio is one block of sound: 10 ms of interleaved signed 16-bit samples at
// SampleRate, so len(PCM) == BlockSamples*Channels.
type Audio struct {
	PCM      []int16
	Channels int       // 1 or 2
	Captured time.Time // when its first sample met the microphone
}
