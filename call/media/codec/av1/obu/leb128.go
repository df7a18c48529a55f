package obu

// maxLEB128 is how many bytes a number may take (section 4.10.5).
const maxLEB128 = 8

// ReadLEB128 reads a number of seven bits a byte, the lowest first. It returns
// how many bytes that took; none when b is cut short or the number exceeds 31
// bits: the specification allows one more, but nothing here is that long.
func ReadLEB128(b []byte) (value, n int) {
	var v uint64
	for i := range min(len(b), maxLEB128) {
		v |= uint64(b[i]&0x7f) << (7 * i)
		if v >= 1<<31 {
			return 0, 0
		}
		if b[i]&0x80 == 0 {
			return int(v), i + 1
		}
	}
	return 0, 0
}

// AppendLEB128 appends value, which is not negative, to b.
func AppendLEB128(b []byte, value int) []byte {
	for ; value >= 0x80; value >>= 7 {
		b = append(b, byte(value)|0x80)
	}
	return append(b, byte(value))
}

// SizeLEB128 is how many bytes AppendLEB128 adds.
func SizeLEB128(value int) int {
	n := 1
	for ; value >= 0x80; value >>= 7 {
		n++
	}
	return n
}
