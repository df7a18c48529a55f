package testsignal

import (
	"time"
)

// Mark is what one picture of the test camera says about itself.
type Mark struct {
	Number   uint32 // of the picture, modulo 2^24
	Millis   uint16 // Unix time it was made at, in ms modulo 2^16
	Mirrored bool   // it was read from a mirrored picture, such as a self view
}

const (
	numberBits = 24
	millisBits = 16
	crcBits    = 16
	markBits   = numberBits + millisBits + crcBits
)

// NewMark describes picture number made at a time.
func NewMark(number uint32, at time.Time) Mark {
	return Mark{Number: number & (1<<numberBits - 1), Millis: uint16(at.UnixMilli())}
}

// Age is how long before now the picture was made, exact to a millisecond
// within plus or minus 32 s.
func (m Mark) Age(now time.Time) time.Duration {
	return time.Duration(int16(uint16(now.UnixMilli())-m.Millis)) * time.Millisecond
}

// pack returns the cells' bits, the first cell in the highest of markBits.
func (m Mark) pack() uint64 {
	payload := uint64(m.Number)<<millisBits | uint64(m.Millis)
	return payload<<crcBits | uint64(crc16(payload))
}

func unpack(bits uint64) (Mark, bool) {
	payload := bits >> crcBits
	m := Mark{Number: uint32(payload >> millisBits), Millis: uint16(payload)}
	return m, crc16(payload) == uint16(bits)
}

// crc16 is CRC-16/CCITT-FALSE over the 40 bits of the payload: it starts from
// all ones, so that neither a black nor a white area passes.
func crc16(payload uint64) uint16 {
	crc := uint16(0xffff)
	for shift := numberBits + millisBits - 8; shift >= 0; shift -= 8 {
		crc ^= uint16(payload>>shift&0xff) << 8
		for range 8 {
			carry := crc&0x8000 != 0
			crc <<= 1
			if carry {
				crc ^= 0x1021
			}
		}
	}
	return crc
}
