package media

import (
	"log/slog"
	"math"
	"math/cmplx"
	"slices"
	"testing"
	"time"

	"parley/call/media/audio"
	"parley/call/media/codec/opus"
	"parley/call/media/frame"
	"parley/call/media/frame/testsignal"
	"parley/call/media/jitter"
	"parley/call/session"
	"parley/devices"
)

// newListener is a receiver that only hears.
func newListener(t testing.TB, now func() time.Time) *Receiver {
	t.Helper()
	decoder, err := opus.NewDecoder(playbackChannels)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = decoder.Close() })
	r := &Receiver{
		cfg: ReceiverConfig{FirstSound: func(time.Time) {}}, decoder: decoder, sync: jitter.NewSync(jitter.SyncConfig{}),
		playout: jitter.NewPlayout(jitter.PlayoutConfig{
			Decoder: decoder, Channels: playbackChannels, Accelerate: audio.Accelerate, Expand: audio.Expand, Now: now,
		}),
	}
	r.gain.Set(1)
	r.marks.detector = testsignal.NewMarkerDetector(playbackChannels)
	return r
}

// soundPackets is what somebody says, a packet each 20 ms.
func soundPackets(t testing.TB, pcm []int16) (packets [][]byte) {
	t.Helper()
	enc, err := opus.NewEncoder(opus.Config{Channels: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer enc.Close()
	for at := 0; at+packetSamples <= len(pcm); at += packetSamples {
		packet, err := enc.Encode(pcm[at : at+packetSamples])
		if err != nil {
			t.Fatal(err)
		}
		packets = append(packets, slices.Clone(packet))
	}
	return packets
}

// say hands a receiver the nth packet.
func say(r *Receiver, n int, at time.Time, packet []byte) {
	r.Packet(Sound, frame.Packet{Sequence: uint16(n), Timestamp: uint32(n * packetSamples), Arrived: at, Payload: packet})
}

// whistle is seconds of a pure tone.
func whistle(hertz float64, seconds int) []int16 {
	pcm := make([]int16, seconds*frame.SampleRate)
	for i := range pcm {
		pcm[i] = int16(4000 * math.Sin(2*math.Pi*hertz*float64(i)/frame.SampleRate))
	}
	return pcm
}

// pitch is how loud a tone is in one channel of stereo.
func pitch(pcm []int16, hertz float64) float64 {
	var sum complex128
	for i := 0; i < len(pcm); i += 2 {
		sum += complex(float64(pcm[i]), 0) * cmplx.Rect(1, -2*math.Pi*hertz*float64(i/2)/frame.SampleRate)
	}
	return 2 * cmplx.Abs(sum) / float64(len(pcm)/2)
}

// Everybody is heard at once, mixed here: each as loud as the person wants them.
func TestEverybodyIsMixedHere(t *testing.T) {
	heard := new(receivers)
	l, err := newSoundLine(slog.New(slog.DiscardHandler), heard)
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	l.configure(session.StudioConfig{Volume: 1, Music: true}) // as it is, without an echo canceller
	at, n := time.Unix(1000, 0), 0
	tones := []float64{400, 700, 1100, 1500, 1900, 2300, 2700}
	var packets [][][]byte
	for _, hertz := range tones {
		packets = append(packets, soundPackets(t, whistle(hertz, 4)))
		heard.add(newListener(t, func() time.Time { return at }))
	}
	block := &devices.Block{Playback: make([]int16, 2*frame.BlockSamples)}
	second := func() (out []int16) {
		for range 50 {
			for i, r := range heard.all() {
				say(r, n, at, packets[i][n])
			}
			for range 2 {
				block.PlaybackAt = at
				l.play(block, l.mode.Load())
				out = append(out, block.Playback...)
				at = at.Add(frame.BlockDuration)
			}
			n++
		}
		return out
	}
	second() // until playout has begun
	all := second()
	heard.all()[2].gain.Set(0)
	second()
	without := second()
	for i, hertz := range tones {
		if loud := pitch(all, hertz); loud < 1500 {
			t.Errorf("the one who whistles %v Hz is %.0f loud", hertz, loud)
		}
		if loud := pitch(without, hertz); (i == 2) != (loud < 300) {
			t.Errorf("with one silenced, the one who whistles %v Hz is %.0f loud", hertz, loud)
		}
	}
}
