package wire

import (
	"encoding/binary"

	"parley/transfer/block"
)

// Kind is what an entry is.
type Kind uint8

// The kinds.
const (
	File   Kind = 1
	Folder Kind = 2
)

// Item is one of the things that the person chose to send, as it is shown
// before it is accepted.
type Item struct {
	Kind Kind
	Size int64  // bytes; of a folder all in it
	Name string // as sent: make it safe before showing it
}

// Offer offers a transfer.
type Offer struct {
	ID       ID
	Files    uint32
	Folders  uint32
	Bytes    int64      // of all files
	Manifest int64      // its length in bytes
	Hash     block.Hash // of the manifest
	Items    []Item     // the first MaxItems
}

// Entries returns how many entries the manifest has.
func (m Offer) Entries() uint32 { return m.Files + m.Folders }

// Append appends the frame.
func (m Offer) Append(b []byte) []byte {
	start := len(b)
	b = append(head(b, TypeOffer), m.ID[:]...)
	b = binary.BigEndian.AppendUint32(b, m.Files)
	b = binary.BigEndian.AppendUint32(b, m.Folders)
	b = binary.BigEndian.AppendUint64(b, uint64(m.Bytes))
	b = binary.BigEndian.AppendUint64(b, uint64(m.Manifest))
	b = append(b, m.Hash[:]...)
	b = append(b, byte(len(m.Items)))
	for _, item := range m.Items {
		b = append(b, byte(item.Kind))
		b = binary.BigEndian.AppendUint64(b, uint64(item.Size))
		b = binary.BigEndian.AppendUint16(b, uint16(len(item.Name)))
		b = append(b, item.Name...)
	}
	return fill(b, start)
}

// DecodeOffer reads an Offer. One that passes a limit of entries or bytes is a
// breach, before anything is made of it.
func DecodeOffer(payload []byte) (Offer, error) {
	f := fields{rest: payload}
	m := Offer{
		ID: f.id(), Files: f.u32(), Folders: f.u32(), Bytes: f.number(MaxBytes),
		Manifest: f.number(MaxManifest), Hash: f.hash(),
	}
	if m.Files > MaxEntries || m.Folders > MaxEntries || m.Entries() > MaxEntries || m.Entries() == 0 {
		f.fail("count of entries")
	}
	if m.Manifest > int64(m.Entries())*(MaxName+64) {
		f.fail("manifest too long for its entries")
	}
	count := f.among(1, MaxItems)
	var shown int64
	for i := 0; i < int(count) && f.err == nil; i++ {
		item := f.item()
		if shown += item.Size; shown > m.Bytes {
			f.fail("items larger than all together")
		}
		m.Items = append(m.Items, item)
	}
	if uint32(len(m.Items)) > m.Entries() {
		f.fail("more items than entries")
	}
	if err := f.done(); err != nil {
		return Offer{}, err
	}
	return m, nil
}

func (f *fields) item() Item {
	item := Item{Kind: Kind(f.among(uint8(File), uint8(Folder))), Size: f.number(MaxBytes)}
	length := int(f.u16())
	if length == 0 || length > MaxName {
		f.fail("length of a name")
		return item
	}
	item.Name = string(f.take(length))
	return item
}
