// Package frame holds what flows through the media pipelines: pictures, blocks
// of sound and encoded frames, the pool pictures come from, and the mailbox
// that hands the newest of them to a slower reader.
//
// It is a leaf: it knows no codec, device or network.
package frame

import "time"

const (
	// SampleRate is the one rate sound has inside Parley, in samples a second
	// per channel. It is Opus' native rate (RFC 6716 section 2).
	SampleRate = 48000
	// BlockDuration is the length of one block of sound: what an audio device
	// delivers at a time and what the echo canceller works on.
	BlockDuration = 10 * time.Millisecond
	// BlockSamples is the number of samples per channel in one block.
	BlockSamples = SampleRate / 100
	// VideoClockRate is the RTP clock of every video codec, in ticks a second
	// (RFC 7741 section 4.1 for VP8).
	VideoClockRate = 90000
)

// Encoded is one compressed video frame or one Opus packet. Data of a picture
// belongs to whoever received the Encoded, who may Release it; a producer touches
// it only after that. That of sound is only lent, until the call that brought it
// returns.
type Encoded struct {
	Data     []byte
	pool     *BytePool     // that Data came from; nil for none
	Key      bool          // a video frame that needs no other to be decoded
	Captured time.Time     // when the light or sound met the sensor
	Duration time.Duration // how long it lasts; zero when unknown
	Width    int           // of the picture in pixels; zero for sound
	Height   int
	// Redundancy is how many earlier packets of sound go along, up to
	// rtpio.MaxRedundancy, where the far side takes them.
	Redundancy int
}

// Allocate gives the frame Data of size bytes from pool, which may be nil.
func (f *Encoded) Allocate(pool *BytePool, size int) { f.Data, f.pool = pool.Get(size), pool }

// Release gives Data back to the pool that it came from, if any. The last who
// reads the frame calls it, once; where that is unclear nobody needs to.
func (f Encoded) Release() { f.pool.Put(f.Data) }
