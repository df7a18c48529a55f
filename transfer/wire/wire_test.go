package wire_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"parley/transfer/block"
	"parley/transfer/wire"
)

// frames is one of each.
func frames() map[string][]byte {
	id := wire.ID{1, 2, 3}
	hash := block.Sum([]byte("x"))
	head := wire.Block{Handle: 7, Entry: 3, Index: 9, Length: 5, Hash: hash}
	offer := wire.Offer{
		ID: id, Files: 2, Folders: 1, Bytes: 30, Manifest: 100, Hash: hash,
		Items: []wire.Item{{Kind: wire.Folder, Size: 20, Name: "photos"}, {Kind: wire.File, Size: 10, Name: "\xff"}},
	}
	return map[string][]byte{
		"hello":    wire.AppendHello(nil),
		"ping":     wire.AppendEmpty(nil, wire.TypePing),
		"offer":    offer.Append(nil),
		"offered":  wire.AppendEmpty(nil, wire.TypeOffered),
		"accept":   wire.Accept{ID: id, Handle: 1, Offset: 50}.Append(nil),
		"decline":  wire.Note{Type: wire.TypeDecline, ID: id, Reason: wire.NoRoom}.Append(nil),
		"manifest": wire.AppendManifest(nil, 1, []byte("abc")),
		"go":       wire.Go{ID: id, Handle: 2, Entry: 5, Block: 8, Holes: []int64{1, 2, 7}}.Append(nil),
		"block":    head.Append(nil, []byte("hello")),
		"data":     wire.AppendData(nil, []byte("more")),
		"zeros":    wire.Zeros{Handle: 7, Entry: 3, Index: 9, Count: 2}.Append(nil),
		"end":      wire.End{Handle: 7, Entry: 3, Hash: hash}.Append(nil),
		"skip":     wire.Skip{Handle: 7, Entry: 3, Reason: wire.Gone}.Append(nil),
		"stop":     wire.AppendHandle(nil, wire.TypeStop, 7),
		"pause":    wire.Note{Type: wire.TypePause, ID: id, Side: wire.Receiver, On: true, Reason: wire.DiskFull}.Append(nil),
		"cancel":   wire.Note{Type: wire.TypeCancel, ID: id, Side: wire.Sender, Reason: wire.ByPerson}.Append(nil),
		"done":     wire.Note{Type: wire.TypeDone, ID: id, Skipped: 3}.Append(nil),
		"closed":   wire.Note{Type: wire.TypeClosed, ID: id, Side: wire.Sender}.Append(nil),
		"bye":      wire.AppendBye(nil, wire.Breach),
	}
}

// decode reads a payload and writes it again.
func decode(t wire.Type, p []byte) ([]byte, error) {
	again := func(m interface{ Append([]byte) []byte }, err error) ([]byte, error) {
		if err != nil {
			return nil, err
		}
		return m.Append(nil), nil
	}
	switch t {
	case wire.TypeHello:
		_, err := wire.DecodeHello(p)
		return wire.AppendHello(nil), err
	case wire.TypePing, wire.TypePong, wire.TypeOffered:
		return wire.AppendEmpty(nil, t), wire.DecodeEmpty(p)
	case wire.TypeOffer:
		m, err := wire.DecodeOffer(p)
		return again(m, err)
	case wire.TypeAccept:
		m, err := wire.DecodeAccept(p)
		return again(m, err)
	case wire.TypeGo:
		m, err := wire.DecodeGo(p)
		return again(m, err)
	case wire.TypeManifest:
		h, data, err := wire.DecodeManifest(p)
		return wire.AppendManifest(nil, h, data), err
	case wire.TypeZeros:
		m, err := wire.DecodeZeros(p)
		return again(m, err)
	case wire.TypeEnd:
		m, err := wire.DecodeEnd(p)
		return again(m, err)
	case wire.TypeSkip:
		m, err := wire.DecodeSkip(p)
		return again(m, err)
	case wire.TypeFinished, wire.TypeStop, wire.TypeStopped:
		h, err := wire.DecodeHandle(p)
		return wire.AppendHandle(nil, t, h), err
	case wire.TypeBye:
		why, err := wire.DecodeBye(p)
		return wire.AppendBye(nil, why), err
	}
	m, err := wire.DecodeNote(t, p)
	return again(m, err)
}

func TestFramesRoundTrip(t *testing.T) {
	for name, frame := range frames() {
		r := wire.NewReader(bytes.NewReader(frame))
		f, err := r.Next()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if f.Content > 0 {
			data := make([]byte, f.Content)
			if err := r.Content(data); err != nil || len(data) != 5 && len(data) != 4 {
				t.Errorf("%s: %q, %v", name, data, err)
			}
			continue
		}
		again, err := decode(f.Type, f.Payload)
		if err != nil || !bytes.Equal(again, frame) {
			t.Errorf("%s: %x becomes %x, %v", name, frame, again, err)
		}
		if _, err := decode(f.Type, append(bytes.Clone(f.Payload), 0)); name != "manifest" && !errors.Is(err, wire.ErrBreach) {
			t.Errorf("%s with a byte more: %v", name, err)
		}
		if len(f.Payload) > 0 {
			if _, err := decode(f.Type, f.Payload[:len(f.Payload)-1]); name != "manifest" && !errors.Is(err, wire.ErrBreach) {
				t.Errorf("%s with a byte less: %v", name, err)
			}
		}
	}
}

func TestBlockKeepsItsFields(t *testing.T) {
	want := wire.Block{Handle: 7, Entry: 3, Index: 9, Length: 5, Hash: block.Sum([]byte("x"))}
	f, err := wire.NewReader(bytes.NewReader(want.Append(nil, []byte("he")))).Next()
	if err != nil || !reflect.DeepEqual(f.Block, want) || f.Content != 2 {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestLimits(t *testing.T) {
	hash := block.Sum(nil)
	offer := wire.Offer{Files: 1, Bytes: 1, Manifest: 30, Hash: hash, Items: []wire.Item{{Kind: wire.File, Size: 1, Name: "x"}}}
	change := func(f func(*wire.Offer)) []byte {
		o := offer
		o.Items = append([]wire.Item(nil), o.Items...)
		f(&o)
		return o.Append(nil)[4:]
	}
	if _, err := wire.DecodeOffer(change(func(*wire.Offer) {})); err != nil {
		t.Fatal(err)
	}
	for name, payload := range map[string][]byte{
		"no entries":       change(func(o *wire.Offer) { o.Files = 0 }),
		"too many entries": change(func(o *wire.Offer) { o.Files = 1 << 30 }),
		"overflow":         change(func(o *wire.Offer) { o.Files, o.Folders = 1<<31, 1<<31+1 }),
		"negative bytes":   change(func(o *wire.Offer) { o.Bytes = -1 }),
		"too many bytes":   change(func(o *wire.Offer) { o.Bytes = 1<<62 + 1 }),
		"long manifest":    change(func(o *wire.Offer) { o.Manifest = 1 << 20 }),
		"no items":         change(func(o *wire.Offer) { o.Items = nil }),
		"larger item":      change(func(o *wire.Offer) { o.Items[0].Size = 2 }),
		"negative item":    change(func(o *wire.Offer) { o.Items[0].Size = -1 }),
		"odd item":         change(func(o *wire.Offer) { o.Items[0].Kind = 3 }),
		"nameless item":    change(func(o *wire.Offer) { o.Items[0].Name = "" }),
		"long name":        change(func(o *wire.Offer) { o.Items[0].Name = strings.Repeat("x", 1025) }),
		"more items":       change(func(o *wire.Offer) { o.Items = append(o.Items, wire.Item{Kind: wire.File, Name: "y"}) }),
	} {
		if _, err := wire.DecodeOffer(payload); !errors.Is(err, wire.ErrBreach) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, holes := range map[string][]int64{"order": {2, 1}, "twice": {1, 1}, "above": {8}} {
		if _, err := wire.DecodeGo(wire.Go{Handle: 1, Block: 8, Holes: holes}.Append(nil)[4:]); !errors.Is(err, wire.ErrBreach) {
			t.Errorf("holes %s: %v", name, err)
		}
	}
	for name, stream := range map[string]string{
		"type 0": "\x00\x00\x00\x00", "type 99": "\x63\x00\x00\x00", "long": "\x01\xff\xff\xff", "empty data": "\x0b\x00\x00\x00", "short block": "\x0a\x00\x00\x05hello",
	} {
		if _, err := wire.NewReader(strings.NewReader(stream)).Next(); !errors.Is(err, wire.ErrBreach) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := wire.NewReader(strings.NewReader("\x02\x00")).Next(); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cut: %v", err)
	}
}

// FuzzReader reads any bytes as a stream, and writes what it understood again.
func FuzzReader(f *testing.F) {
	var all []byte
	for _, frame := range frames() {
		f.Add(frame)
		all = append(all, frame...)
	}
	f.Add(all)
	f.Fuzz(func(t *testing.T, stream []byte) {
		r := wire.NewReader(bytes.NewReader(stream))
		for {
			frame, err := r.Next()
			if err != nil {
				return
			}
			if frame.Content > 0 {
				if r.Discard() != nil {
					return
				}
				continue
			}
			if frame.Type == wire.TypeBlock {
				continue
			}
			again, err := decode(frame.Type, frame.Payload)
			if err != nil && !errors.Is(err, wire.ErrBreach) {
				t.Fatalf("%v", err)
			}
			// A hello may have versions, and a reason a value, that
			// this side does not know.
			known := frame.Type != wire.TypeHello && !bytes.Contains(frame.Payload, []byte{255})
			if err == nil && known && len(again) != 4+len(frame.Payload) {
				t.Fatalf("%d: %x becomes %x", frame.Type, frame.Payload, again)
			}
		}
	})
}
