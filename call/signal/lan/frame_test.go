package lan

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"parley/call/signal"
)

func TestFrames(t *testing.T) {
	var wire bytes.Buffer
	for _, m := range []string{"a", "bc"} {
		if err := writeFrame(&wire, []byte(m)); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"a", "bc"} {
		if got, err := readFrame(&wire, 10); err != nil || string(got) != want {
			t.Errorf("%q, %v", got, err)
		}
	}
	if _, err := readFrame(&wire, 10); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
}

func TestFrameFaults(t *testing.T) {
	for name, tc := range map[string]struct {
		wire string
		want error
	}{
		"empty":       {"\x00\x00\x00\x00", signal.ErrProtocol},
		"too large":   {"\x00\x00\x00\x0b", signal.ErrProtocol},
		"huge":        {"\xff\xff\xff\xff", signal.ErrProtocol},
		"cut header":  {"\x00\x00", io.ErrUnexpectedEOF},
		"cut message": {"\x00\x00\x00\x05abc", io.ErrUnexpectedEOF},
	} {
		if _, err := readFrame(bytes.NewReader([]byte(tc.wire)), 10); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzReadFrame(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x01a"))
	f.Add([]byte("\xff\xff\xff\xffa"))
	f.Fuzz(func(t *testing.T, wire []byte) {
		message, err := readFrame(bytes.NewReader(wire), signal.MaxMessage)
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := writeFrame(&again, message); err != nil || !bytes.HasPrefix(wire, again.Bytes()) {
			t.Errorf("%q gives %q", wire, message)
		}
	})
}
