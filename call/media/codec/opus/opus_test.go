package opus

import (
	"slices"
	"testing"

	"parley/call/media/codec"
	"parley/call/media/codec/codectest"
)

// suite is an encoder of one kind and its decoder.
func suite(music bool) codectest.AudioCodec {
	c := codectest.AudioCodec{
		Channels: 1, Redundant: !music,
		NewEncoder: func(bitrate int) (codec.AudioEncoder, error) {
			return NewEncoder(Config{Music: music, Bitrate: bitrate})
		},
	}
	if music {
		c.Channels = 2
	}
	c.NewDecoder = func() (codec.AudioDecoder, error) { return NewDecoder(c.Channels) }
	return c
}

func TestVoice(t *testing.T) { codectest.Audio(t, suite(false)) }
func TestMusic(t *testing.T) { codectest.Audio(t, suite(true)) }

func TestConfigurations(t *testing.T) {
	for _, config := range []Config{{Bitrate: -7}, {Music: true, Bitrate: -7}, {Channels: 3}, {Channels: -1}} {
		if _, err := NewEncoder(config); err == nil {
			t.Errorf("%+v was taken", config)
		}
	}
	if _, err := NewDecoder(3); err == nil {
		t.Error("three channels were taken")
	}
	for config, want := range map[Config]struct{ channels, bitrate int }{
		{}:                         {1, 40_000},
		{Channels: 2}:              {2, 80_000},
		{Music: true}:              {2, 128_000},
		{Music: true, Channels: 1}: {1, 64_000},
		{Bitrate: 16_000}:          {1, 16_000},
	} {
		enc, err := NewEncoder(config)
		if err != nil {
			t.Fatal(err)
		}
		packet, err := enc.Encode(make([]int16, FrameSamples*want.channels))
		if err != nil || len(packet) != want.bitrate/8/50 || enc.Channels() != want.channels {
			t.Errorf("%+v: %d channels, a packet of %d bytes, %v", config, enc.Channels(), len(packet), err)
		}
		enc.Close()
	}
}

// A voice that is mono on the wire can be heard on both channels.
func TestStereoDecoderTakesMono(t *testing.T) {
	enc, err := NewEncoder(Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer enc.Close()
	dec, err := NewDecoder(2)
	if err != nil {
		t.Fatal(err)
	}
	defer dec.Close()
	packet, err := enc.Encode(codectest.Voice(1, FrameSamples))
	if err != nil {
		t.Fatal(err)
	}
	pcm := make([]int16, 2*MaxSamples)
	if n, err := dec.Decode(packet, pcm); n != FrameSamples || err != nil {
		t.Fatalf("%d samples, %v", n, err)
	}
	for i := 0; i < 2*FrameSamples; i += 2 {
		if pcm[i] != pcm[i+1] {
			t.Fatalf("sample %d differs between the channels", i)
		}
	}
}

// The flags stand in the first bits of the first frame, wherever that is in
// the packet (RFC 6716 section 3.2).
func TestHasFEC(t *testing.T) {
	dec, err := NewDecoder(1)
	if err != nil {
		t.Fatal(err)
	}
	defer dec.Close()
	const stereo, two, differing, counted = 4, 1, 2, 3
	for _, c := range []struct {
		what   string
		packet []byte
		want   bool
	}{
		{"wideband 20 ms", []byte{9 << 3, 0b0100_0000}, true},
		{"only active", []byte{9 << 3, 0b1000_0000}, false},
		{"hybrid 20 ms", []byte{15 << 3, 0b1100_0000}, true},
		{"hybrid 10 ms", []byte{14 << 3, 0b0100_0000}, true},
		{"40 ms", []byte{10 << 3, 0b0010_0000}, true},
		{"40 ms, only active", []byte{10 << 3, 0b1100_0000}, false},
		{"60 ms", []byte{11 << 3, 0b0001_0000}, true},
		{"stereo, of the side", []byte{9<<3 | stereo, 0b0001_0000}, true},
		{"mono has no side", []byte{9 << 3, 0b0001_0000}, false},
		{"60 ms stereo, of the side", []byte{11<<3 | stereo, 0b0000_0001}, true},
		{"music", []byte{31 << 3, 0xff}, false},
		{"two frames", []byte{9<<3 | two, 0b0100_0000, 0}, true},
		{"two of different length", []byte{9<<3 | differing, 1, 0b0100_0000, 0}, true},
		{"counted, with padding", []byte{9<<3 | counted, 0x41, 1, 0b0100_0000, 0}, true},
		{"an empty frame", []byte{9 << 3}, false},
		{"a broken packet", []byte{9<<3 | two, 0b0100_0000}, false},
		{"nothing", nil, false},
	} {
		if got := dec.HasFEC(c.packet); got != c.want {
			t.Errorf("%s: %v", c.what, got)
		}
	}
}

// A lost packet can be recovered even if none was lost so far.
func TestRedundancyWithoutReportedLoss(t *testing.T) {
	enc, err := NewEncoder(Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer enc.Close()
	dec, err := NewDecoder(1)
	if err != nil {
		t.Fatal(err)
	}
	defer dec.Close()
	if err := enc.SetExpectedLoss(0); err != nil {
		t.Fatal(err)
	}
	voice, redundant := codectest.Voice(1, 200*FrameSamples), 0
	for at := 0; at+FrameSamples <= len(voice); at += FrameSamples {
		packet, err := enc.Encode(voice[at : at+FrameSamples])
		if err != nil {
			t.Fatal(err)
		}
		if dec.HasFEC(packet) {
			redundant++
		}
	}
	if redundant < 100 {
		t.Errorf("%d of 200 packets carry redundancy", redundant)
	}
}

// Longer packets take fewer headers, and still carry what the one before held.
func TestLongPackets(t *testing.T) {
	for frames := 1; frames <= MaxFrames; frames++ {
		enc, err := NewEncoder(Config{Bitrate: 24_000})
		if err != nil {
			t.Fatal(err)
		}
		if err := enc.SetExpectedLoss(0.2); err != nil {
			t.Fatal(err)
		}
		dec, err := NewDecoder(1)
		if err != nil {
			t.Fatal(err)
		}
		size, redundant := frames*FrameSamples, 0
		pcm := make([]int16, MaxSamples)
		voice := codectest.Voice(1, 60*size)
		for at := 0; at < len(voice); at += size {
			packet, err := enc.Encode(voice[at : at+size])
			if err != nil || len(packet) != 60*frames {
				t.Fatalf("%d frames: %d bytes, %v", frames, len(packet), err)
			}
			if dec.HasFEC(packet) {
				redundant++
			}
			if n, err := dec.Decode(packet, pcm); n != size || err != nil {
				t.Fatalf("%d frames: %d samples, %v", frames, n, err)
			}
		}
		if redundant < 30 {
			t.Errorf("%d frames: %d of 60 packets carry redundancy", frames, redundant)
		}
		enc.Close()
		dec.Close()
	}
}

// Neither half makes garbage while it runs.
func TestCodingDoesNotAllocate(t *testing.T) {
	enc, err := NewEncoder(Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer enc.Close()
	dec, err := NewDecoder(2)
	if err != nil {
		t.Fatal(err)
	}
	defer dec.Close()
	voice, pcm := codectest.Voice(1, FrameSamples), make([]int16, 2*MaxSamples)
	allocations := testing.AllocsPerRun(100, func() {
		packet, err := enc.Encode(voice)
		if err == nil {
			dec.HasFEC(packet)
			_, err = dec.Decode(packet, pcm)
		}
		if err != nil {
			t.Error(err)
		}
	})
	if allocations > 0 {
		t.Errorf("%v allocations a packet", allocations)
	}
}

func FuzzDecoder(f *testing.F) {
	enc, err := NewEncoder(Config{})
	if err != nil {
		f.Fatal(err)
	}
	defer enc.Close()
	voice := codectest.Voice(1, 4*FrameSamples)
	for ; len(voice) > 0; voice = voice[FrameSamples:] {
		packet, _ := enc.Encode(voice[:FrameSamples])
		f.Add(slices.Clone(packet), slices.Clone(packet[:len(packet)/2]))
	}
	f.Add([]byte{0xff, 0x41, 1, 0}, []byte{3})
	f.Fuzz(func(t *testing.T, first, second []byte) {
		for channels := 1; channels <= 2; channels++ {
			dec, err := NewDecoder(channels)
			if err != nil {
				t.Fatal(err)
			}
			pcm := make([]int16, MaxSamples*channels)
			for _, packet := range [][]byte{first, second, first} {
				dec.HasFEC(packet)
				if n, err := dec.DecodeFEC(packet, pcm[:FrameSamples*channels]); n > FrameSamples || err != nil && n != 0 {
					t.Fatalf("%d samples, %v", n, err)
				}
				if n, err := dec.Decode(packet, pcm); n > MaxSamples || err != nil && n != 0 {
					t.Fatalf("%d samples, %v", n, err)
				}
			}
			if n, err := dec.Conceal(pcm[:FrameSamples*channels]); n != FrameSamples || err != nil {
				t.Fatalf("concealed %d samples, %v", n, err)
			}
			dec.Close()
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	for name, config := range map[string]Config{"voice": {}, "music": {Music: true}} {
		b.Run(name, func(b *testing.B) {
			enc, err := NewEncoder(config)
			if err != nil {
				b.Fatal(err)
			}
			defer enc.Close()
			voice := codectest.Voice(1, 100*FrameSamples)
			for i := 0; b.Loop(); i = (i + 1) % 50 {
				size := FrameSamples * enc.Channels()
				if _, err := enc.Encode(voice[i*size : (i+1)*size]); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/0.020*100, "%core")
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	enc, err := NewEncoder(Config{})
	if err != nil {
		b.Fatal(err)
	}
	defer enc.Close()
	var packets [50][]byte
	voice := codectest.Voice(1, len(packets)*FrameSamples)
	for i := range packets {
		packet, _ := enc.Encode(voice[i*FrameSamples : (i+1)*FrameSamples])
		packets[i] = slices.Clone(packet)
	}
	dec, err := NewDecoder(2)
	if err != nil {
		b.Fatal(err)
	}
	defer dec.Close()
	pcm := make([]int16, 2*MaxSamples)
	for i := 0; b.Loop(); i++ {
		if _, err := dec.Decode(packets[i%len(packets)], pcm); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/0.020*100, "%core")
}
