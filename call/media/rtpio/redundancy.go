package rtpio

import "encoding/binary"

// MaxRedundancy is the greatest level of redundancy.
const MaxRedundancy = 2

// earlierPackets is which packets go along with one, counted back from it, by
// level; oldest first, as RFC 2198 section 3 shows them.
//
// The in-band redundancy of an Opus packet stands for the one before it, also
// when it comes as a block: the packet two before thus brings the one three
// before, which is what ends a burst of three.
var earlierPackets = [MaxRedundancy + 1][]int{1: {1}, 2: {3, 1}}

// keptPackets is how many packets of sound are remembered: a power of two, and
// more than the farthest that earlierPackets refers to.
const keptPackets = 4

// Redundancy adds packets of sound that were sent before to the next ones (RFC
// 2198), so that what is lost comes again. The zero value is ready. It is not
// safe for concurrent use.
type Redundancy struct {
	kept  [keptPackets]keptPacket
	count int
	ticks int // how long the packets since the last change of it are
}

type keptPacket struct {
	timestamp uint32
	data      []byte // its memory is used again
}

// Payload appends the payload for the next packet of sound to dst: data, with
// as many earlier packets as the level has. red tells that it is of audio/red;
// otherwise it is data itself. data is remembered.
func (r *Redundancy) Payload(dst []byte, payloadType uint8, timestamp uint32, data []byte, level int) (payload []byte, red bool) {
	if ticks := opusTicks(data); ticks != r.ticks {
		r.ticks, r.count = ticks, 0 // SplitRED counts back in equal steps
	}
	var blocks [MaxRedundancy]redBlock
	n := r.choose(&blocks, timestamp, len(data), min(max(level, 0), MaxRedundancy))
	for _, b := range blocks[:n] {
		header := uint32(redFollows|payloadType)<<24 | uint32(b.offset)<<10 | uint32(len(b.data))
		dst = binary.BigEndian.AppendUint32(dst, header)
	}
	if n > 0 {
		dst = append(dst, payloadType)
	}
	for _, b := range blocks[:n] {
		dst = append(dst, b.data...)
	}
	r.keep(timestamp, data)
	return append(dst, data...), n > 0
}

// choose collects the earlier packets that fit beside size bytes.
func (r *Redundancy) choose(blocks *[MaxRedundancy]redBlock, timestamp uint32, size, level int) (n int) {
	room := MaxPayload - size - 1
	for _, back := range earlierPackets[level] {
		if back > r.count {
			continue
		}
		k := r.kept[(r.count-back)%keptPackets]
		offset := timestamp - k.timestamp
		if offset == 0 || offset > maxREDOffset || len(k.data) > maxREDLength || redHeader+len(k.data) > room {
			continue
		}
		blocks[n] = redBlock{int(offset), k.data}
		room -= redHeader + len(k.data)
		n++
	}
	return n
}

func (r *Redundancy) keep(timestamp uint32, data []byte) {
	k := &r.kept[r.count%keptPackets]
	k.timestamp, k.data = timestamp, append(k.data[:0], data...)
	r.count++
}
