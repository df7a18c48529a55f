package clip

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
)

// Sound is a recording at frame.SampleRate.
type Sound struct {
	PCM      []int16 // interleaved, at least one sample per channel
	Channels int     // 1 or 2
}

// Mono is the sound on one channel.
func (s Sound) Mono() []int16 {
	if s.Channels == 1 {
		return s.PCM
	}
	mono := make([]int16, len(s.PCM)/2)
	for i := range mono {
		mono[i] = int16((int(s.PCM[2*i]) + int(s.PCM[2*i+1])) / 2)
	}
	return mono
}

const (
	// maxWAV bounds a file, in bytes: half an hour of stereo at 16 bits.
	maxWAV = 350 << 20
	// maxSeconds bounds what it holds.
	maxSeconds = 1800
	// The rates and channels of files, which are mixed down to two.
	minRate, maxRate = 4000, 192000
	maxChannels      = 8
)

// Format tags of a WAVE file ("Multiple channel audio data and WAVE files",
// Microsoft 2007).
const (
	tagPCM        = 1
	tagFloat      = 3
	tagExtensible = 0xfffe
)

// LoadWAV reads a WAVE file with whole numbers of 8, 16, 24 or 32 bits or
// floats of 32 or 64 and converts it to frame.SampleRate.
func LoadWAV(path string) (Sound, error) {
	file, err := os.Open(path)
	if err != nil {
		return Sound{}, err
	}
	defer file.Close()
	raw, err := io.ReadAll(io.LimitReader(file, maxWAV+1))
	if err != nil {
		return Sound{}, err
	}
	if len(raw) > maxWAV {
		return Sound{}, ErrTooLarge
	}
	return ParseWAV(raw)
}

// ParseWAV does what LoadWAV does with a file's content.
func ParseWAV(raw []byte) (Sound, error) {
	format, data, err := chunks(raw)
	if err != nil {
		return Sound{}, err
	}
	samples := len(data) / format.size() // over all channels
	samples -= samples % format.channels
	if samples == 0 {
		return Sound{}, fmt.Errorf("%w: no sound in it", ErrFormat)
	}
	if samples/format.channels > maxSeconds*format.rate {
		return Sound{}, ErrTooLarge
	}
	s := Sound{Channels: min(format.channels, 2)}
	s.PCM = make([]int16, samples/format.channels*s.Channels)
	format.convert(s.PCM, s.Channels, data)
	s.PCM = Resample(s.PCM, s.Channels, format.rate)
	return s, nil
}

// waveFormat is the chunk "fmt ".
type waveFormat struct {
	tag      int
	channels int
	rate     int
	bits     int
}

func (f waveFormat) size() int { return f.bits / 8 }

// chunks finds the format and the samples. The size of the samples may be
// wrong in a file whose writer was interrupted: they end with the file then.
func chunks(raw []byte) (format waveFormat, data []byte, err error) {
	if len(raw) < 12 || string(raw[:4]) != "RIFF" || string(raw[8:12]) != "WAVE" {
		return format, nil, fmt.Errorf("%w: no WAVE header", ErrFormat)
	}
	for rest := raw[12:]; len(rest) >= 8; {
		name, size := string(rest[:4]), uint64(binary.LittleEndian.Uint32(rest[4:]))
		body := rest[8:]
		if name == "data" {
			if format.rate == 0 {
				return format, nil, fmt.Errorf("%w: samples before their format", ErrFormat)
			}
			return format, body[:min(size, uint64(len(body)))], nil
		}
		if size > uint64(len(body)) {
			break
		}
		if name == "fmt " {
			if format, err = parseFormat(body[:size]); err != nil {
				return format, nil, err
			}
		}
		rest = body[min(size+size%2, uint64(len(body))):]
	}
	return format, nil, fmt.Errorf("%w: no samples", ErrFormat)
}

func parseFormat(chunk []byte) (waveFormat, error) {
	if len(chunk) < 16 {
		return waveFormat{}, fmt.Errorf("%w: short format", ErrFormat)
	}
	u16 := func(at int) int { return int(binary.LittleEndian.Uint16(chunk[at:])) }
	f := waveFormat{
		tag: u16(0), channels: u16(2), bits: u16(14),
		rate: int(binary.LittleEndian.Uint32(chunk[4:])),
	}
	if f.tag == tagExtensible && len(chunk) >= 26 {
		f.tag = u16(24) // the first two bytes of the sub-format's GUID
	}
	if f.rate < minRate || f.rate > maxRate || f.channels < 1 || f.channels > maxChannels || !f.known() {
		return waveFormat{}, fmt.Errorf("%w: format %+v", ErrFormat, f)
	}
	return f, nil
}

func (f waveFormat) known() bool {
	switch f.tag {
	case tagPCM:
		return f.bits == 8 || f.bits == 16 || f.bits == 24 || f.bits == 32
	case tagFloat:
		return f.bits == 32 || f.bits == 64
	}
	return false
}

// convert writes the first channels of data to pcm.
func (f waveFormat) convert(pcm []int16, channels int, data []byte) {
	frameSize := f.size() * f.channels
	for i := range len(pcm) / channels {
		for c := range channels {
			pcm[i*channels+c] = f.sample(data[i*frameSize+c*f.size():])
		}
	}
}

func (f waveFormat) sample(raw []byte) int16 {
	if f.tag == tagFloat {
		x := float64(math.Float32frombits(binary.LittleEndian.Uint32(raw)))
		if f.bits == 64 {
			x = math.Float64frombits(binary.LittleEndian.Uint64(raw))
		}
		return saturate(x * 32768)
	}
	switch f.bits {
	case 8:
		return int16(int(raw[0])-128) << 8
	case 16:
		return int16(binary.LittleEndian.Uint16(raw))
	case 24:
		return int16(binary.LittleEndian.Uint16(raw[1:]))
	}
	return int16(binary.LittleEndian.Uint16(raw[2:]))
}

// saturate rounds to the nearest sample; what is no number becomes silence.
func saturate(x float64) int16 {
	if math.IsNaN(x) {
		return 0
	}
	return int16(math.Round(min(max(x, math.MinInt16), math.MaxInt16)))
}
