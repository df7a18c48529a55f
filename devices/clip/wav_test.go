package clip

import (
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"testing"

	"parley/call/media/frame"
)

// wav builds a file with one chunk before the samples and one behind.
func wav(tag, channels, rate, bits int, data []byte) []byte {
	le := binary.LittleEndian
	format := le.AppendUint16(nil, uint16(tag))
	format = le.AppendUint16(format, uint16(channels))
	format = le.AppendUint32(format, uint32(rate))
	format = le.AppendUint32(format, uint32(rate*channels*bits/8))
	format = le.AppendUint16(format, uint16(channels*bits/8))
	format = le.AppendUint16(format, uint16(bits))
	if tag == tagExtensible {
		format = append(format, 22, 0, byte(bits), 0, 3, 0, 0, 0, tagPCM, 0, 0, 0, 0, 0, 16, 0, 128, 0, 0, 170, 0, 56, 155, 113)
	}
	out := []byte("RIFF\xff\xff\xff\xffWAVE")
	for _, chunk := range []struct {
		name string
		body []byte
	}{{"LIST", []byte("odd")}, {"fmt ", format}, {"data", data}} {
		out = append(out, chunk.name...)
		out = le.AppendUint32(out, uint32(len(chunk.body)))
		out = append(out, chunk.body...)
		if len(chunk.body)%2 == 1 {
			out = append(out, 0)
		}
	}
	return out
}

// tone is half of full scale, in one of the formats.
func tone(tag, bits, rate, samples int, hertz float64) (data []byte) {
	le := binary.LittleEndian
	for i := range samples {
		x := 0.5 * math.Sin(2*math.Pi*hertz*float64(i)/float64(rate))
		switch {
		case tag == tagFloat && bits == 32:
			data = le.AppendUint32(data, math.Float32bits(float32(x)))
		case tag == tagFloat:
			data = le.AppendUint64(data, math.Float64bits(x))
		case bits == 8:
			data = append(data, byte(128+math.Round(x*127)))
		case bits == 16:
			data = le.AppendUint16(data, uint16(int16(x*32767)))
		case bits == 24:
			v := int32(x * (1<<23 - 1))
			data = append(data, byte(v), byte(v>>8), byte(v>>16))
		case bits == 32:
			data = le.AppendUint32(data, uint32(int32(x*(1<<31-1))))
		}
	}
	return data
}

func TestParseWAVFormats(t *testing.T) {
	for _, c := range []struct{ tag, bits, rate int }{
		{tagPCM, 8, 48000},
		{tagPCM, 16, 48000},
		{tagPCM, 24, 48000},
		{tagPCM, 32, 48000},
		{tagFloat, 32, 48000},
		{tagFloat, 64, 48000},
		{tagExtensible, 16, 48000},
		{tagPCM, 16, 8000},
		{tagPCM, 16, 16000},
		{tagPCM, 16, 44100},
		{tagPCM, 16, 96000},
	} {
		s, err := ParseWAV(wav(c.tag, 1, c.rate, c.bits, tone(c.tag, c.bits, c.rate, c.rate/2, 440)))
		if err != nil {
			t.Errorf("%+v: %v", c, err)
			continue
		}
		if s.Channels != 1 || len(s.PCM) != frame.SampleRate/2 {
			t.Errorf("%+v: %d samples of %d channels", c, len(s.PCM), s.Channels)
		}
		worst := 0.0
		for i, got := range s.PCM[1000 : len(s.PCM)-1000] {
			want := 0.5 * 32768 * math.Sin(2*math.Pi*440*float64(i+1000)/frame.SampleRate)
			worst = max(worst, math.Abs(float64(got)-want))
		}
		if limit := 20 + 32768/math.Pow(2, float64(c.bits-1)); worst > limit {
			t.Errorf("%+v: off by %.0f", c, worst)
		}
	}
}

// TestResampleKeepsOutAliases converts a tone that the lower rate cannot hold.
func TestResampleKeepsOutAliases(t *testing.T) {
	raw := tone(tagPCM, 16, 96000, 9600, 30000)
	s, err := ParseWAV(wav(tagPCM, 1, 96000, 16, raw))
	if err != nil {
		t.Fatal(err)
	}
	for i, got := range s.PCM[200 : len(s.PCM)-200] {
		if got > 30 || got < -30 {
			t.Fatalf("sample %d is %d", i, got)
		}
	}
}

func TestParseWAVChannels(t *testing.T) {
	var data []byte
	for i := range 100 {
		for c := range 6 {
			data = binary.LittleEndian.AppendUint16(data, uint16(1000*c+i))
		}
	}
	s, err := ParseWAV(wav(tagPCM, 6, 48000, 16, data))
	if err != nil || s.Channels != 2 || len(s.PCM) != 200 || s.PCM[2] != 1 || s.PCM[3] != 1001 {
		t.Fatalf("%d channels, %d samples, %v", s.Channels, len(s.PCM), err)
	}
}

func TestParseWAVRefuses(t *testing.T) {
	good := wav(tagPCM, 1, 48000, 16, make([]byte, 100))
	for name, raw := range map[string][]byte{
		"empty":     nil,
		"no wave":   append([]byte("RIFFxxxxAVI "), good[12:]...),
		"no sound":  wav(tagPCM, 1, 48000, 16, nil),
		"cut":       good[:30],
		"channels":  wav(tagPCM, 9, 48000, 16, make([]byte, 100)),
		"rate":      wav(tagPCM, 1, 1, 16, make([]byte, 100)),
		"law":       wav(7, 1, 8000, 8, make([]byte, 100)),
		"bits":      wav(tagPCM, 1, 8000, 12, make([]byte, 100)),
		"no format": append([]byte("RIFFxxxxWAVEdata\x04\x00\x00\x00"), 1, 2, 3, 4),
	} {
		if _, err := ParseWAV(raw); !errors.Is(err, ErrFormat) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWAVWriterIsWholeAtEverySecond(t *testing.T) {
	name := filepath.Join(t.TempDir(), "out.wav")
	w, err := CreateWAV(name, 2)
	if err != nil {
		t.Fatal(err)
	}
	block := make([]int16, 2*frame.BlockSamples)
	for i := range block {
		block[i] = int16(i)
	}
	for range 250 {
		if err := w.Write(block); err != nil {
			t.Fatal(err)
		}
	}
	half, err := LoadWAV(name) // as after a SIGKILL
	if err != nil || len(half.PCM) != 2*2*frame.SampleRate {
		t.Fatalf("%d samples before the end, %v", len(half.PCM), err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := LoadWAV(name)
	if err != nil || len(whole.PCM) != 250*len(block) || whole.PCM[len(block)+7] != 7 {
		t.Fatalf("%d samples, %v", len(whole.PCM), err)
	}
	if _, err := CreateWAV(filepath.Join(name, "below"), 2); err == nil {
		t.Error("wrote below a file")
	}
}

func TestLoadWAVMissing(t *testing.T) {
	if _, err := LoadWAV(filepath.Join(t.TempDir(), "no.wav")); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

func FuzzParseWAV(f *testing.F) {
	f.Add(wav(tagPCM, 1, 8000, 16, make([]byte, 64)))
	f.Add(wav(tagFloat, 2, 44100, 32, make([]byte, 64)))
	f.Add(wav(tagExtensible, 2, 96000, 16, make([]byte, 64)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := ParseWAV(raw)
		if err == nil && (len(s.PCM) < s.Channels || len(s.PCM)%s.Channels != 0) {
			t.Fatalf("%d samples of %d channels", len(s.PCM), s.Channels)
		}
	})
}
