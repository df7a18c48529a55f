package jitter

import "parley/call/media/frame"

// What lies decoded, in samples per channel: Opus packets last 120 ms at most
// (RFC 6716 section 2.1.4), less than maxStretch lies there when one is
// decoded, and stretching adds a period.
const (
	maxPacket    = frame.SampleRate * 120 / 1000
	outputLength = maxPacket + maxStretch + maxPeriod
)

// Concealment is faded out between these ages, in samples: later it would be
// a drone, not speech. What comes after silence is faded in.
const (
	fadeStart = frame.SampleRate * 60 / 1000
	fadeEnd   = frame.SampleRate * 100 / 1000
	fadeIn    = frame.SampleRate * 5 / 1000
)

// pastLength is how much of what was played is kept, in samples per channel:
// half of what a Stretch needs.
const pastLength = minStretch / 2

// output is decoded sound that waits to be played, oldest first.
type output struct {
	pcm      []int16 // interleaved, outputLength samples per channel
	scratch  []int16 // as long
	past     []int16 // played just before pcm, pastLength samples per channel
	joined   []int16 // past and the beginning of pcm, maxStretch samples per channel
	length   int     // samples per channel in pcm
	channels int
	first    int64 // timestamp of the first sample
	end      int64 // timestamp after the last: more or less than first+length when stretched
}

func newOutput(channels int) output {
	return output{
		pcm:      make([]int16, outputLength*channels),
		scratch:  make([]int16, outputLength*channels),
		past:     make([]int16, pastLength*channels),
		joined:   make([]int16, maxStretch*channels),
		channels: channels,
	}
}

// room is where the next samples go.
func (o *output) room() []int16 { return o.pcm[o.length*o.channels:] }

// space is the part of room for n samples per channel.
func (o *output) space(n int) []int16 { return o.room()[:n*o.channels] }

// grow takes n samples per channel in that were written to room, with ticks
// of the sender's clock in them.
func (o *output) grow(n int, ticks int) {
	o.length += n
	o.end += int64(ticks)
}

// seek says that what comes next has this timestamp.
func (o *output) seek(timestamp int64) {
	o.first += timestamp - o.end
	o.end = timestamp
}

// pad fills up to one block with silence.
func (o *output) pad() (added int) {
	added = max(0, frame.BlockSamples-o.length)
	clear(o.space(added))
	o.length += added
	return added
}

// emit moves one block to dst. The clock of what was stretched is taken to run
// evenly.
func (o *output) emit(dst []int16) {
	n := frame.BlockSamples
	copy(dst, o.pcm[:n*o.channels])
	copy(o.past, o.past[n*o.channels:])
	copy(o.past[len(o.past)-n*o.channels:], o.pcm[:n*o.channels])
	copy(o.pcm, o.pcm[n*o.channels:o.length*o.channels])
	o.first += (o.end - o.first) * int64(n) / int64(o.length)
	o.length -= n
}

// ramp scales pcm from one gain to another.
func ramp(pcm []int16, channels int, from, to float32) {
	step := (to - from) * float32(channels) / float32(max(channels, len(pcm)))
	for i := range pcm {
		pcm[i] = int16(float32(pcm[i]) * (from + step*float32(i/channels)))
	}
}

// concealGain is how loud concealment is after so many samples of it.
func concealGain(age int) float32 {
	return max(0, min(1, float32(fadeEnd-age)/float32(fadeEnd-fadeStart)))
}
