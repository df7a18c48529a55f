package wire

import (
	"encoding/binary"

	"parley/transfer/block"
)

// Block begins a block. Its content follows in the same frame, and in data
// frames as far as it is longer.
type Block struct {
	Handle Handle
	Entry  uint32
	Index  int64
	Length int // of the whole block
	Hash   block.Hash
}

// Append appends the frame with the first bytes of content.
func (m *Block) Append(b, first []byte) []byte {
	start := len(b)
	b = binary.BigEndian.AppendUint32(head(b, TypeBlock), uint32(m.Handle))
	b = binary.BigEndian.AppendUint32(b, m.Entry)
	b = binary.BigEndian.AppendUint64(b, uint64(m.Index))
	b = binary.BigEndian.AppendUint32(b, uint32(m.Length))
	b = append(b, m.Hash[:]...)
	return fill(append(b, first...), start)
}

// AppendData appends a data frame.
func AppendData(b, data []byte) []byte { return fill(append(head(b, TypeData), data...), len(b)) }

// decodeBlock reads the fields before the content.
func decodeBlock(fixed []byte) (Block, error) {
	f := fields{rest: fixed}
	m := Block{Handle: f.handle(), Entry: f.entry(), Index: f.number(MaxBytes)}
	length := f.u32()
	if length == 0 || length > block.MaxSize {
		f.fail("length of a block")
	}
	m.Length, m.Hash = int(length), f.hash()
	return m, f.done()
}

// Zeros says that Count blocks from Index on hold nothing but zeros.
type Zeros struct {
	Handle Handle
	Entry  uint32
	Index  int64
	Count  int64
}

// Append appends the frame.
func (m Zeros) Append(b []byte) []byte {
	start := len(b)
	b = binary.BigEndian.AppendUint32(head(b, TypeZeros), uint32(m.Handle))
	b = binary.BigEndian.AppendUint32(b, m.Entry)
	b = binary.BigEndian.AppendUint64(b, uint64(m.Index))
	return fill(binary.BigEndian.AppendUint64(b, uint64(m.Count)), start)
}

// DecodeZeros reads a Zeros.
func DecodeZeros(payload []byte) (Zeros, error) {
	f := fields{rest: payload}
	m := Zeros{Handle: f.handle(), Entry: f.entry(), Index: f.number(MaxBytes), Count: f.number(MaxBytes)}
	if m.Count == 0 {
		f.fail("no zeros")
	}
	return m, f.done()
}

// End completes a file.
type End struct {
	Handle Handle
	Entry  uint32
	Hash   block.Hash // of the file
}

// Append appends the frame.
func (m End) Append(b []byte) []byte {
	start := len(b)
	b = binary.BigEndian.AppendUint32(head(b, TypeEnd), uint32(m.Handle))
	b = binary.BigEndian.AppendUint32(b, m.Entry)
	return fill(append(b, m.Hash[:]...), start)
}

// DecodeEnd reads an End.
func DecodeEnd(payload []byte) (End, error) {
	f := fields{rest: payload}
	m := End{Handle: f.handle(), Entry: f.entry(), Hash: f.hash()}
	return m, f.done()
}

// Skip leaves a file out.
type Skip struct {
	Handle Handle
	Entry  uint32
	Reason Reason
}

// Append appends the frame.
func (m Skip) Append(b []byte) []byte {
	start := len(b)
	b = binary.BigEndian.AppendUint32(head(b, TypeSkip), uint32(m.Handle))
	b = binary.BigEndian.AppendUint32(b, m.Entry)
	return fill(append(b, byte(m.Reason)), start)
}

// DecodeSkip reads a Skip.
func DecodeSkip(payload []byte) (Skip, error) {
	f := fields{rest: payload}
	m := Skip{Handle: f.handle(), Entry: f.entry(), Reason: f.reason()}
	return m, f.done()
}

// AppendManifest appends the next bytes of a manifest.
func AppendManifest(b []byte, h Handle, data []byte) []byte {
	start := len(b)
	b = binary.BigEndian.AppendUint32(head(b, TypeManifest), uint32(h))
	return fill(append(b, data...), start)
}

// DecodeManifest reads the next bytes of a manifest; they stay in payload.
func DecodeManifest(payload []byte) (Handle, []byte, error) {
	f := fields{rest: payload}
	h, data := f.handle(), f.all()
	if len(data) == 0 {
		f.fail("no manifest")
	}
	return h, data, f.done()
}
