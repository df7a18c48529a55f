package rtpio

import (
	"encoding/binary"
	"errors"
	"fmt"

	"parley/call/media/frame"
)

// ErrMalformed is wrapped by the error for every payload that breaks the
// format it claims to have.
var ErrMalformed = errors.New("malformed payload")

// Bits of the VP8 payload descriptor (RFC 7741 section 4.2).
const (
	vp8Extended  = 0x80 // X, first byte
	vp8Start     = 0x10 // S, first byte
	vp8Partition = 0x07 // PID, first byte

	vp8HasPictureID = 0x80 // I, second byte
	vp8HasTL0       = 0x40 // L, second byte
	vp8HasTID       = 0x20 // T, second byte
	vp8HasKeyIndex  = 0x10 // K, second byte

	vp8LongPictureID = 0x80 // M, third byte

	// vp8Descriptor is the size of the descriptor we send: X and I set, and a
	// picture id of 15 bits.
	vp8Descriptor = 4
	// vp8KeyHeader is the size of a key frame's uncompressed header
	// (RFC 6386 section 9.1).
	vp8KeyHeader = 10
)

// Moduli of the two sizes of a VP8 picture id (RFC 7741 section 4.2).
const (
	shortPictureIDs = 1 << 7
	longPictureIDs  = 1 << 15
)

// VP8 packetizes the VP8 frames of one track (RFC 7741) and numbers them with
// picture ids of 15 bits.
type VP8 struct {
	Pool *frame.BytePool // of the payloads; nil for none

	pictureID uint16
	payloads  [][]byte // of the last frame
}

// NewVP8 returns a packetizer whose first frame gets the picture id first,
// modulo 1<<15; it should be random.
func NewVP8(first uint16) *VP8 { return &VP8{pictureID: first % longPictureIDs} }

// Packetize splits one frame into payloads of nearly equal size, so that none
// is small enough to waste its headers.
func (v *VP8) Packetize(data []byte) [][]byte {
	if len(data) == 0 {
		return nil
	}
	const room = MaxPayload - vp8Descriptor
	count := (len(data) + room - 1) / room
	v.payloads = v.payloads[:0]
	for i := range count {
		part := data[i*len(data)/count : (i+1)*len(data)/count]
		v.payloads = append(v.payloads, v.payload(part, i == 0))
	}
	v.pictureID = (v.pictureID + 1) % longPictureIDs
	return v.payloads
}

func (v *VP8) payload(part []byte, start bool) []byte {
	p := v.Pool.Get(MaxPayload)[:vp8Descriptor]
	p[0] = vp8Extended
	if start {
		p[0] |= vp8Start
	}
	p[1] = vp8HasPictureID
	binary.BigEndian.PutUint16(p[2:], v.pictureID|vp8LongPictureID<<8)
	return append(p, part...)
}

// ParseVP8 takes the payload descriptor off one RTP payload (RFC 7741 section
// 4.2). Data of the result shares payload's memory. Any input is safe; the
// error wraps ErrMalformed.
func ParseVP8(payload []byte) (frame.Fragment, error) {
	var f frame.Fragment
	rest, err := parseDescriptor(payload, &f)
	if err != nil {
		return frame.Fragment{}, err
	}
	if len(rest) == 0 {
		return frame.Fragment{}, fmt.Errorf("%w: vp8 descriptor without data", ErrMalformed)
	}
	f.Data = rest
	f.Start = payload[0]&vp8Start != 0 && payload[0]&vp8Partition == 0
	f.Key = f.Start && rest[0]&1 == 0
	if f.Key && !validKeyHeader(rest) {
		return frame.Fragment{}, fmt.Errorf("%w: vp8 key frame header", ErrMalformed)
	}
	return f, nil
}

// errShort is made once: a payload is parsed for every packet.
var errShort = fmt.Errorf("%w: vp8 descriptor cut short", ErrMalformed)

// parseDescriptor stores the picture id and returns what follows the descriptor.
func parseDescriptor(payload []byte, f *frame.Fragment) ([]byte, error) {
	if len(payload) == 0 {
		return nil, errShort
	}
	first, rest := payload[0], payload[1:]
	if first&vp8Extended == 0 {
		return rest, nil
	}
	if len(rest) == 0 {
		return nil, errShort
	}
	flags, rest := rest[0], rest[1:]
	if flags&vp8HasPictureID != 0 {
		n := parsePictureID(rest, f)
		if n == 0 {
			return nil, errShort
		}
		rest = rest[n:]
	}
	skip := layerBytes(flags)
	if len(rest) < skip {
		return nil, errShort
	}
	return rest[skip:], nil
}

// parsePictureID returns how many bytes the picture id takes, 0 when it is cut.
func parsePictureID(b []byte, f *frame.Fragment) int {
	switch {
	case len(b) == 0:
		return 0
	case b[0]&vp8LongPictureID == 0:
		f.PictureID, f.PictureIDModulus = uint16(b[0]), shortPictureIDs
		return 1
	case len(b) < 2:
		return 0
	}
	f.PictureID = binary.BigEndian.Uint16(b) % longPictureIDs
	f.PictureIDModulus = longPictureIDs
	return 2
}

// layerBytes is the size of the TL0PICIDX byte and of the byte that TID and
// KEYIDX share.
func layerBytes(flags byte) int {
	n := 0
	if flags&vp8HasTL0 != 0 {
		n++
	}
	if flags&(vp8HasTID|vp8HasKeyIndex) != 0 {
		n++
	}
	return n
}

// validKeyHeader checks the start code and the size of a key frame
// (RFC 6386 section 9.1).
func validKeyHeader(b []byte) bool {
	if len(b) < vp8KeyHeader || b[3] != 0x9d || b[4] != 0x01 || b[5] != 0x2a {
		return false
	}
	const sizeBits = 1<<14 - 1 // the two bits above are the scale
	width := int(binary.LittleEndian.Uint16(b[6:]) & sizeBits)
	height := int(binary.LittleEndian.Uint16(b[8:]) & sizeBits)
	return width > 0 && height > 0 && width <= frame.MaxWidth && height <= frame.MaxHeight
}
