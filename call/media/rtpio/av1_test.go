package rtpio

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/pion/rtp/codecs"
	"pgregory.net/rapid"

	"parley/call/media/codec/av1/obu"
)

// unit returns an open bitstream unit in the low-overhead format with n bytes
// of payload.
func unit(kind obu.Type, n int, fill byte) []byte {
	b := obu.AppendLEB128([]byte{byte(kind)<<3 | 0x02}, n)
	return append(b, bytes.Repeat([]byte{fill}, n)...)
}

var (
	av1Delimiter = unit(obu.TemporalDelimiter, 0, 0)
	av1Sequence  = unit(obu.SequenceHeader, 11, 0x01)
)

func drawUnits(t *rapid.T) (stream, carriedStream []byte) {
	stream = slices.Clone(av1Delimiter)
	if rapid.Bool().Draw(t, "key") {
		stream = append(stream, av1Sequence...)
		carriedStream = append(carriedStream, av1Sequence...)
	}
	sizes := rapid.OneOf(rapid.IntRange(0, 20), rapid.IntRange(1100, 1200), rapid.IntRange(0, 9000))
	for i := range rapid.IntRange(1, 8).Draw(t, "units") {
		u := unit(rapid.SampledFrom([]obu.Type{obu.Frame, obu.FrameHeader, 4, 5}).Draw(t, "type"), sizes.Draw(t, "size"), byte(i))
		stream = append(stream, u...)
		carriedStream = append(carriedStream, u...)
	}
	return append(stream, unit(obu.Padding, 9, 0)...), carriedStream
}

func TestAV1RoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stream, want := drawUnits(t)
		payloads := AV1{}.Packetize(stream)
		for i, p := range payloads {
			f, err := ParseAV1(p)
			if err != nil {
				t.Fatal(err)
			}
			key := i == 0 && bytes.HasPrefix(want, av1Sequence)
			if len(p) > MaxPayload || f.Start != key || f.Key != key || i == 0 && !f.MayStart || !bytes.Equal(f.Data, p) {
				t.Fatalf("payload %d of %d bytes: %+v", i, len(p), f)
			}
		}
		if got, err := JoinAV1(payloads); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%d bytes became %d: %v", len(want), len(got), err)
		}
	})
}

// What we send, others read, and the other way round.
func TestAV1AgreesWithPion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stream, want := drawUnits(t)
		var got []byte
		depacketizer := &codecs.AV1Depacketizer{}
		for _, p := range (AV1{}).Packetize(stream) {
			part, err := depacketizer.Unmarshal(p)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, part...)
		}
		if !bytes.Equal(got, want) {
			t.Fatalf("pion reads %d bytes of ours, want %d", len(got), len(want))
		}
		theirs := (&codecs.AV1Payloader{}).Payload(MaxPayload, stream)
		if got, err := JoinAV1(theirs); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("of pion's, %d bytes became %d: %v", len(want), len(got), err)
		}
	})
}

func TestAV1PayloadsAreEven(t *testing.T) {
	for _, size := range []int{100, 1149, 1150, 3000, 100_000} {
		smallest, largest := MaxPayload, 0
		for _, p := range (AV1{}).Packetize(slices.Concat(av1Delimiter, av1Sequence, unit(obu.Frame, size, 7))) {
			smallest, largest = min(smallest, len(p)), max(largest, len(p))
		}
		if largest > MaxPayload || smallest < largest*9/10 {
			t.Errorf("%d bytes: payloads of %d to %d", size, smallest, largest)
		}
	}
}

func TestAV1PacketizesNothingElse(t *testing.T) {
	for name, data := range map[string][]byte{
		"nothing": nil, "a delimiter": av1Delimiter, "no av1": {0xff, 1}, "cut short": unit(obu.Frame, 50, 1)[:40],
	} {
		if got := (AV1{}).Packetize(data); got != nil {
			t.Errorf("%s became %d payloads", name, len(got))
		}
	}
}

func TestParseAV1(t *testing.T) {
	for _, tt := range []struct {
		name                 string
		payload              []byte
		start, mayStart, bad bool
	}{
		{"one element", []byte{0x10, 0x30, 1}, false, true, false},
		{"new sequence", []byte{0x18, 0x08, 1}, true, true, false},
		{"continued", []byte{0x90, 1, 2}, false, false, false},
		{"to be continued", []byte{0x50, 0x30, 1}, false, true, false},
		{"two elements", []byte{0x20, 1, 0x30, 0x30, 1}, false, true, false},
		{"each with its size", []byte{0x00, 1, 0x30, 2, 0x30, 1}, false, true, false},
		{"reserved bits", []byte{0x17, 0x30, 1}, false, true, false},
		{"nothing", nil, false, false, true},
		{"no element", []byte{0x10}, false, false, true},
		{"size beyond the end", []byte{0x20, 9, 0x30, 0x30}, false, false, true},
		{"unending size", []byte{0x00, 0xff, 0xff}, false, false, true},
		{"immense size", []byte{0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 1}, false, false, true},
		{"empty element", []byte{0x00, 0}, false, false, true},
		{"too few elements", []byte{0x30, 1, 0x30, 1, 0x30}, false, false, true},
		{"sequence in the middle of a unit", []byte{0x98, 1, 2}, false, false, true},
	} {
		f, err := ParseAV1(tt.payload)
		if (err != nil) != tt.bad || err != nil && !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: error %v", tt.name, err)
		}
		if f.Start != tt.start || f.Key != tt.start || f.MayStart != tt.mayStart {
			t.Errorf("%s: %+v", tt.name, f)
		}
	}
}

func TestJoinAV1Refuses(t *testing.T) {
	for name, payloads := range map[string][][]byte{
		"nothing":                  nil,
		"an end without beginning": {{0x90, 1, 2}},
		"a beginning without end":  {{0x50, 0x30, 1}},
		"a hole":                   {{0x50, 0x30, 1}, {0x10, 0x30, 1}},
		"a forbidden bit":          {{0x10, 0x80, 1}},
		"a wrong size":             {{0x10, 0x32, 9, 1}},
		"only padding":             {{0x10, 0x78, 1}},
		"a bad payload":            {{0x00, 0}},
	} {
		if got, err := JoinAV1(payloads); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s became % x, %v", name, got, err)
		}
	}
}

func FuzzAV1(f *testing.F) {
	for _, p := range (AV1{}).Packetize(slices.Concat(av1Sequence, unit(obu.Frame, 2000, 7))) {
		f.Add(p, []byte{0x90, 1})
	}
	f.Add([]byte{0x50, 0x30}, []byte{0x90, 1})
	f.Add([]byte{0x00, 1, 0x30, 2, 0x32, 0}, []byte{0x10, 0x30})
	f.Fuzz(func(t *testing.T, first, second []byte) {
		for _, p := range [][]byte{first, second} {
			got, err := ParseAV1(p)
			if err == nil && (len(got.Data) != len(p) || got.Key && !got.Start || got.Start && !got.MayStart) {
				t.Fatalf("%+v of %d bytes", got, len(p))
			}
		}
		joined, err := JoinAV1([][]byte{first, second})
		if err != nil {
			return
		}
		for rest := joined; len(rest) > 0; {
			if _, rest, err = obu.Next(rest); err != nil {
				t.Fatalf("% x: %v", joined, err)
			}
		}
		if again, err := JoinAV1(AV1{}.Packetize(joined)); err != nil || !bytes.Equal(again, joined) {
			t.Fatalf("% x became % x: %v", joined, again, err)
		}
	})
}

func BenchmarkAV1Packetize(b *testing.B) {
	data := slices.Concat(av1Delimiter, unit(obu.Frame, 10_000, 7))
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		AV1{}.Packetize(data)
	}
}

func BenchmarkJoinAV1(b *testing.B) {
	payloads := AV1{}.Packetize(unit(obu.Frame, 10_000, 7))
	b.SetBytes(10_000)
	for b.Loop() {
		if _, err := JoinAV1(payloads); err != nil {
			b.Fatal(err)
		}
	}
}
