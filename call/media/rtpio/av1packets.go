package rtpio

import (
	"parley/call/media/codec/av1/obu"
	"parley/call/media/frame"
)

// AV1 packetizes the temporal units of one track (RTP Payload Format For AV1,
// version 1.0.0). It takes them in the low-overhead format, as encoders make
// them; what is none becomes no payload.
type AV1 struct{ Pool *frame.BytePool }

// Packetize splits one temporal unit into payloads of nearly equal size, so
// that none is small enough to waste its headers.
func (a AV1) Packetize(data []byte) [][]byte {
	units, ok := unitsOf(data)
	if !ok || len(units) == 0 {
		return nil
	}
	p := av1Packer{pool: a.Pool, room: evenRoom(units)}
	for _, u := range units {
		p.add(u)
	}
	if units[0].Type == obu.SequenceHeader {
		p.payloads[0][0] |= av1NewSequence
	}
	return p.payloads
}

// unitsOf returns the units of a stream that are to be sent.
func unitsOf(stream []byte) (units []obu.Unit, ok bool) {
	for len(stream) > 0 {
		u, rest, err := obu.Next(stream)
		if err != nil {
			return nil, false
		}
		if stream = rest; carried(u) {
			units = append(units, u)
		}
	}
	return units, true
}

// evenRoom is how many bytes of elements each payload takes, so that all are
// about as full.
func evenRoom(units []obu.Unit) int {
	const room = MaxPayload - 1 // without the aggregation header
	size := 0
	for _, u := range units {
		size += u.Size() + elementHeader
	}
	count := (size + room - 1) / room
	return min(room, (size+count-1)/count)
}

const (
	// maxElements is how many the aggregation header can count, which spares
	// the last one its size.
	maxElements = 3
	// elementHeader is the most that the size of an element takes: two bytes
	// say up to 1<<14.
	elementHeader = 2
)

// av1Packer fills payloads with elements.
type av1Packer struct {
	pool     *frame.BytePool
	room     int // bytes of elements in a payload
	payloads [][]byte
	last     []byte // the element that ends the last payload, still without its size
	count    int    // of elements in the last payload
	left     int    // bytes left in the last payload
}

// add puts one unit in, in as many elements as it takes. A unit never begins
// at the very end of a payload.
func (p *av1Packer) add(u obu.Unit) {
	data := u.AppendBare(make([]byte, 0, u.Size()))
	if p.count == maxElements || p.left <= elementHeader {
		p.begin(0)
	}
	for p.put(&data); len(data) > 0; p.put(&data) {
		p.payloads[len(p.payloads)-1][0] |= av1ToBeContinued
		p.begin(av1Continues)
	}
}

// begin starts a payload.
func (p *av1Packer) begin(flags byte) {
	payload := append(p.pool.Get(MaxPayload)[:0], flags)
	p.payloads, p.last, p.count, p.left = append(p.payloads, payload), nil, 0, p.room
}

// put moves as much of data into the last payload as fits. The element before
// it is the last no more, and so gets its size.
func (p *av1Packer) put(data *[]byte) {
	at := len(p.payloads) - 1
	payload := p.payloads[at]
	if p.count > 0 {
		payload = payload[:len(payload)-len(p.last)]
		payload = append(obu.AppendLEB128(payload, len(p.last)), p.last...)
		p.left -= obu.SizeLEB128(len(p.last))
	}
	n := min(len(*data), p.left)
	p.last = (*data)[:n]
	*data = (*data)[n:]
	p.count, p.left = p.count+1, p.left-n
	payload = append(payload, p.last...)
	payload[0] = payload[0]&^(av1CountMask<<av1CountShift) | byte(p.count)<<av1CountShift
	p.payloads[at] = payload
}
