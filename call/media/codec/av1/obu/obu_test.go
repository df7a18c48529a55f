package obu

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Units as libaom begins a key frame and another frame with them.
var (
	delimiter = []byte{0x12, 0x00}
	sequence  = []byte{0x0a, 0x02, 0x00, 0x55}
	key       = []byte{0x32, 0x03, 0x10, 0x01, 0x02}
	inter     = []byte{0x32, 0x02, 0x30, 0x01}
)

func TestLEB128(t *testing.T) {
	for _, c := range []struct {
		data     []byte
		value, n int
	}{
		{[]byte{0}, 0, 1},
		{[]byte{0x7f, 9}, 127, 1},
		{[]byte{0x80, 0x01}, 128, 2},
		{[]byte{0x80, 0x80, 0x00}, 0, 3}, // more bytes than needed are allowed
		{[]byte{0xff, 0xff, 0xff, 0xff, 0x07}, 1<<31 - 1, 5},
		{[]byte{0xff, 0xff, 0xff, 0xff, 0x0f}, 0, 0},
		{bytes.Repeat([]byte{0x80}, 9), 0, 0},
		{[]byte{0x80}, 0, 0},
		{nil, 0, 0},
	} {
		if value, n := ReadLEB128(c.data); value != c.value || n != c.n {
			t.Errorf("% x: %d in %d bytes, want %d in %d", c.data, value, n, c.value, c.n)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.IntRange(0, 1<<31-1).Draw(t, "value")
		b := AppendLEB128(nil, want)
		if got, n := ReadLEB128(b); got != want || n != len(b) || n != SizeLEB128(want) {
			t.Fatalf("%d became %d in %d of %d bytes", want, got, n, len(b))
		}
	})
}

func TestUnitForms(t *testing.T) {
	for _, sized := range [][]byte{key, {0x36, 0x48, 0x01, 0x99}} {
		u, rest, err := Next(slices.Concat(sized, inter))
		if err != nil || !bytes.Equal(rest, inter) {
			t.Fatalf("% x: %v, then % x", sized, err, rest)
		}
		if got := u.AppendSized(nil); !bytes.Equal(got, sized) {
			t.Errorf("% x became % x", sized, got)
		}
		bare := u.AppendBare(nil)
		if len(bare) != u.Size() || len(bare) != len(sized)-1 {
			t.Errorf("% x is % x without its size", sized, bare)
		}
		for _, form := range [][]byte{sized, bare} {
			if again, err := Whole(form); err != nil || !bytes.Equal(again.AppendSized(nil), sized) {
				t.Errorf("% x: %+v, %v", form, again, err)
			}
		}
	}
}

func TestInspect(t *testing.T) {
	for name, c := range map[string]struct {
		stream []byte
		want   TemporalUnit
		err    bool
	}{
		"key":                    {slices.Concat(delimiter, sequence, key), TemporalUnit{true, 1}, false},
		"key without delimiter":  {slices.Concat(sequence, key), TemporalUnit{true, 1}, false},
		"key without sequence":   {slices.Concat(delimiter, key), TemporalUnit{false, 1}, false},
		"inter":                  {slices.Concat(delimiter, inter), TemporalUnit{false, 1}, false},
		"inter before the key":   {slices.Concat(sequence, inter, key), TemporalUnit{false, 2}, false},
		"key and hidden":         {slices.Concat(sequence, key, inter), TemporalUnit{true, 2}, false},
		"nothing":                {nil, TemporalUnit{}, true},
		"no frame":               {slices.Concat(delimiter, sequence), TemporalUnit{}, true},
		"forbidden bit":          {[]byte{0xff, 0xff}, TemporalUnit{}, true},
		"no size":                {[]byte{0x30, 0x10}, TemporalUnit{}, true},
		"cut short":              {key[:4], TemporalUnit{}, true},
		"extension cut short":    {[]byte{0x36}, TemporalUnit{}, true},
		"still picture":          {slices.Concat([]byte{0x0a, 0x01, 0x18}, key), TemporalUnit{}, true},
		"empty sequence header":  {slices.Concat([]byte{0x0a, 0x00}, key), TemporalUnit{}, true},
		"a flood of frames":      {bytes.Repeat(inter, 9), TemporalUnit{}, true},
		"frame header and tiles": {slices.Concat(sequence, []byte{0x1a, 0x01, 0x10}, []byte{0x22, 0x01, 0x00}), TemporalUnit{true, 1}, false},
	} {
		got, err := Inspect(c.stream)
		if got != c.want || (err != nil) != c.err || err != nil && !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func FuzzInspect(f *testing.F) {
	f.Add(slices.Concat(delimiter, sequence, key))
	f.Add(inter)
	f.Fuzz(func(t *testing.T, stream []byte) {
		if got, err := Inspect(stream); err == nil && (got.Frames < 1 || got.Frames > maxFrames) {
			t.Fatalf("%+v", got)
		}
		var again []byte
		for rest := stream; len(rest) > 0; {
			u, next, err := Next(rest)
			if err != nil {
				return
			}
			again, rest = u.AppendSized(again), next
		}
		if len(again) > len(stream) {
			t.Fatalf("%d bytes became %d", len(stream), len(again))
		}
	})
}
