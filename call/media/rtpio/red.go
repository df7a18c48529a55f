package rtpio

import (
	"encoding/binary"
	"errors"

	"parley/call/media/frame"
)

// Bounds of a payload with redundant data. The first two are the widest that
// its headers hold (RFC 2198 section 3).
const (
	maxREDOffset = 1<<14 - 1 // ticks; 341 ms of sound
	maxREDLength = 1<<10 - 1 // bytes
	// maxREDBlocks is far more than anybody sends: Chromium's most is 9.
	maxREDBlocks = 16

	redHeader  = 4    // bytes of the header of a redundant block
	redFollows = 0x80 // set in the first byte of all headers but the last
)

var errRED = errors.New("malformed redundant payload")

// SplitRED takes a packet of redundant audio data apart. It calls take with the
// packet of sound it was sent for, and then with the earlier ones in it, oldest
// first. All are of payloadType, Opus', or nothing is taken. Their payloads
// share p's memory.
//
// Blocks have a timestamp and no sequence number: that is counted back in steps
// of a block's own length, so that a sender who changes the length of packets
// must not refer to those before. What does not count is left out.
func SplitRED(p frame.Packet, payloadType uint8, take func(frame.Packet)) error {
	var blocks [maxREDBlocks]redBlock
	primary, n, err := parseRED(p.Payload, payloadType, &blocks)
	if err != nil {
		return err
	}
	whole := p
	whole.PayloadType, whole.Payload = payloadType, primary
	take(whole)
	for _, b := range blocks[:n] {
		ticks := opusTicks(b.data)
		if b.offset == 0 || ticks == 0 || b.offset%ticks != 0 {
			continue
		}
		earlier := whole
		earlier.Redundant, earlier.Marker, earlier.Payload = true, false, b.data
		earlier.Sequence -= uint16(b.offset / ticks)
		earlier.Timestamp -= uint32(b.offset)
		take(earlier)
	}
	return nil
}

// redBlock is earlier data in a payload.
type redBlock struct {
	offset int // ticks before the packet's timestamp
	data   []byte
}

// parseRED reads a payload (RFC 2198 section 3): the headers of n redundant
// blocks, one byte for the primary data, and then the data of all of them.
func parseRED(payload []byte, payloadType uint8, blocks *[maxREDBlocks]redBlock) (primary []byte, n int, err error) {
	var lengths [maxREDBlocks]int
	rest := payload
	for ; len(rest) > 0 && rest[0]&redFollows != 0; n++ {
		if n == maxREDBlocks || len(rest) < redHeader || rest[0]&^redFollows != payloadType {
			return nil, 0, errRED
		}
		header := binary.BigEndian.Uint32(rest)
		blocks[n].offset, lengths[n] = int(header>>10&maxREDOffset), int(header&maxREDLength)
		rest = rest[redHeader:]
	}
	if len(rest) == 0 || rest[0] != payloadType {
		return nil, 0, errRED
	}
	rest = rest[1:]
	for i, length := range lengths[:n] {
		if length >= len(rest) { // something must remain for the primary data
			return nil, 0, errRED
		}
		blocks[i].data, rest = rest[:length], rest[length:]
	}
	if len(rest) == 0 {
		return nil, 0, errRED
	}
	return rest, n, nil
}

// opusTicks returns how long an Opus packet lasts, in samples at 48 kHz; zero
// when it does not say (RFC 6716 sections 3.1 and 3.2).
func opusTicks(packet []byte) int {
	if len(packet) == 0 {
		return 0
	}
	frames := 2
	switch packet[0] & 3 {
	case 0:
		frames = 1
	case 3:
		if len(packet) < 2 {
			return 0
		}
		frames = int(packet[1] & 0x3f)
	}
	ticks := frames * opusFrameTicks(packet[0]>>3)
	if ticks > maxOpusTicks {
		return 0
	}
	return ticks
}

// maxOpusTicks is the longest packet: 120 ms.
const maxOpusTicks = frame.SampleRate * 120 / 1000

// opusFrameTicks is the length of a frame of each configuration (RFC 6716
// table 2): 10, 20, 40 or 60 ms of speech, 10 or 20 of both, 2.5 to 20 of music.
func opusFrameTicks(configuration byte) int {
	const ms = frame.SampleRate / 1000
	switch {
	case configuration < 12:
		return [...]int{10 * ms, 20 * ms, 40 * ms, 60 * ms}[configuration&3]
	case configuration < 16:
		return [...]int{10 * ms, 20 * ms}[configuration&1]
	}
	return 5 * ms / 2 << (configuration & 3)
}
