package rtpio

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"parley/call/media/frame"
)

// keyFrame returns n bytes that start like a VP8 key frame of 1280x720.
func keyFrame(n int) []byte {
	f := bytes.Repeat([]byte{0x55}, max(n, vp8KeyHeader))
	copy(f, []byte{0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x00, 0x05, 0xd0, 0x02})
	return f
}

func TestVP8RoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.Uint16().Draw(t, "first")
		v := NewVP8(first)
		for i := range 3 {
			data := keyFrame(rapid.IntRange(vp8KeyHeader, 20000).Draw(t, "size"))
			want := (first%longPictureIDs + uint16(i)) % longPictureIDs
			checkPayloads(t, v.Packetize(data), data, want)
		}
	})
}

func checkPayloads(t *rapid.T, payloads [][]byte, data []byte, id uint16) {
	var got []byte
	smallest, largest := MaxPayload, 0
	for i, p := range payloads {
		f, err := ParseVP8(p)
		if err != nil {
			t.Fatal(err)
		}
		if f.Start != (i == 0) || f.Key != (i == 0) {
			t.Fatalf("payload %d: start %v, key %v", i, f.Start, f.Key)
		}
		if f.PictureID != id || f.PictureIDModulus != longPictureIDs {
			t.Fatalf("picture id %d of %d, want %d", f.PictureID, f.PictureIDModulus, id)
		}
		smallest, largest = min(smallest, len(p)), max(largest, len(p))
		got = append(got, f.Data...)
	}
	if !bytes.Equal(got, data) {
		t.Fatal("the frame changed on the way")
	}
	if largest > MaxPayload || len(payloads) > 1 && largest-smallest > 1 {
		t.Fatalf("payloads of %d to %d bytes", smallest, largest)
	}
}

func TestPacketizersLeaveNothingForNothing(t *testing.T) {
	for _, p := range []Packetizer{NewVP8(0), AV1{}} {
		if got := p.Packetize(nil); got != nil {
			t.Errorf("%T made %d payloads of an empty frame", p, len(got))
		}
	}
}

func TestParseVP8(t *testing.T) {
	key := keyFrame(vp8KeyHeader)
	large := bytes.Clone(key)
	large[7] = 0x3f // 16128 wide
	empty := bytes.Clone(key)
	empty[6], empty[7] = 0, 0
	join := func(head []byte, tail ...byte) []byte { return append(bytes.Clone(head), tail...) }
	tests := []struct {
		name    string
		payload []byte
		want    frame.Fragment
		err     bool
	}{
		{"plain delta", []byte{0x10, 0x01}, frame.Fragment{Data: []byte{1}, Start: true}, false},
		{"plain middle", []byte{0x00, 0x00}, frame.Fragment{Data: []byte{0}}, false},
		{"second partition", []byte{0x11, 0x00}, frame.Fragment{Data: []byte{0}}, false},
		{"plain key", join([]byte{0x10}, key...), frame.Fragment{Data: key, Start: true, Key: true}, false},
		{"short id", []byte{0x90, 0x80, 0x11, 1}, frame.Fragment{Data: []byte{1}, Start: true, PictureID: 0x11, PictureIDModulus: 128}, false},
		{"long id", []byte{0x90, 0x80, 0xff, 0xfe, 1}, frame.Fragment{Data: []byte{1}, Start: true, PictureID: 0x7ffe, PictureIDModulus: 1 << 15}, false},
		{"all fields", []byte{0x90, 0xf0, 0x81, 0x02, 9, 9, 1}, frame.Fragment{Data: []byte{1}, Start: true, PictureID: 0x102, PictureIDModulus: 1 << 15}, false},
		{"nothing", nil, frame.Fragment{}, true},
		{"no data", []byte{0x10}, frame.Fragment{}, true},
		{"no extension byte", []byte{0x90}, frame.Fragment{}, true},
		{"no id", []byte{0x90, 0x80}, frame.Fragment{}, true},
		{"half an id", []byte{0x90, 0x80, 0x80}, frame.Fragment{}, true},
		{"no layers", []byte{0x90, 0x60, 1}, frame.Fragment{}, true},
		{"key without header", []byte{0x10, 0x00}, frame.Fragment{}, true},
		{"key too large", join([]byte{0x10}, large...), frame.Fragment{}, true},
		{"key without width", join([]byte{0x10}, empty...), frame.Fragment{}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseVP8(tt.payload)
			if (err != nil) != tt.err || err != nil && !errors.Is(err, ErrMalformed) {
				t.Fatalf("error %v", err)
			}
			if !bytes.Equal(got.Data, tt.want.Data) {
				t.Fatalf("data %v, want %v", got.Data, tt.want.Data)
			}
			got.Data, tt.want.Data = nil, nil
			if got.Start != tt.want.Start || got.Key != tt.want.Key ||
				got.PictureID != tt.want.PictureID || got.PictureIDModulus != tt.want.PictureIDModulus {
				t.Fatalf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func FuzzParseVP8(f *testing.F) {
	for _, p := range NewVP8(7).Packetize(keyFrame(3000)) {
		f.Add(p)
	}
	f.Add([]byte{0x90, 0xf0, 0x81, 0x02, 9, 9, 1})
	f.Fuzz(func(t *testing.T, payload []byte) {
		got, err := ParseVP8(payload)
		if err != nil {
			return
		}
		if len(got.Data) == 0 || len(got.Data) >= len(payload) || got.Key && !got.Start {
			t.Fatalf("%+v of %d bytes", got, len(payload))
		}
		if m := got.PictureIDModulus; got.PictureID != 0 && got.PictureID >= m {
			t.Fatalf("picture id %d of %d", got.PictureID, m)
		}
	})
}

func BenchmarkVP8Packetize(b *testing.B) {
	v, data := NewVP8(0), keyFrame(10_000)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		v.Packetize(data)
	}
}
