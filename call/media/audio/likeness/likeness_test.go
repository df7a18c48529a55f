package likeness

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"
	"time"

	"parley/call/media/codec"
	"parley/call/media/codec/opus"
	"parley/call/media/frame"
	"parley/call/media/frame/testsignal"
)

// voice is some seconds of the test microphone.
func voice(seconds int) []int16 {
	pcm := make([]int16, seconds*frame.SampleRate)
	m := testsignal.NewMicrophone()
	for at := 0; at < len(pcm); at += frame.BlockSamples {
		m.Read(pcm[at:at+frame.BlockSamples], 1, time.Unix(0, int64(at)*int64(time.Second)/frame.SampleRate))
	}
	return pcm
}

// padded lays sound where Score expects it, late by some samples.
func padded(pcm []int16, late int) []int16 {
	arrived := make([]int16, len(pcm)+2*Slack)
	copy(arrived[Slack+late:], pcm)
	return arrived
}

func score(t *testing.T, reference, arrived []int16) float64 {
	t.Helper()
	s, ok := Score(reference, padded(arrived, 0))
	if !ok {
		t.Fatal("no score")
	}
	return s
}

// through is sound behind a codec at a bitrate. Of each hundred packets so many
// are concealed, three in a row each time.
func through(t *testing.T, pcm []int16, bitrate, concealed int) []int16 {
	t.Helper()
	encoder, err := opus.NewEncoder(opus.Config{Bitrate: bitrate})
	if err != nil {
		t.Fatal(err)
	}
	defer encoder.Close()
	decoder, err := opus.NewDecoder(1)
	if err != nil {
		t.Fatal(err)
	}
	defer decoder.Close()
	out := make([]int16, len(pcm))
	for n := range len(pcm) / opus.FrameSamples {
		at := n * opus.FrameSamples
		packet, err := encoder.Encode(pcm[at : at+opus.FrameSamples])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := play(decoder, packet, n/3*concealed/100 < (n/3+1)*concealed/100, out[at:at+opus.FrameSamples]); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func play(d codec.AudioDecoder, packet []byte, lost bool, pcm []int16) (int, error) {
	if lost {
		return d.Conceal(pcm)
	}
	return d.Decode(packet, pcm)
}

// falls wants each score below the one before.
func falls(t *testing.T, what string, scores []float64) {
	t.Helper()
	t.Logf("%s: %.3f", what, scores)
	for i, s := range scores[1:] {
		if s >= scores[i] {
			t.Errorf("%s: %.4f follows %.4f", what, s, scores[i])
		}
	}
}

// TestScoreFallsWithQuality holds the score to what is known to sound worse
// and worse.
func TestScoreFallsWithQuality(t *testing.T) {
	speech := voice(8)
	var bitrates, losses, noises []float64
	for _, bitrate := range []int{64_000, 24_000, 12_000, 6_000} { // far enough apart for Opus' change of modes not to matter

		bitrates = append(bitrates, score(t, speech, through(t, speech, bitrate, 0)))
	}
	for _, percent := range []int{0, 5, 10, 20, 40} {
		losses = append(losses, score(t, speech, through(t, speech, 64_000, percent)))
	}
	random := rand.New(rand.NewPCG(3, 4))
	for _, rms := range []float64{0, 30, 100, 300, 1000} {
		noisy := make([]int16, len(speech))
		for i, s := range speech {
			noisy[i] = int16(float64(s) + rms*random.NormFloat64())
		}
		noises = append(noises, score(t, speech, noisy))
	}
	falls(t, "Opus at 64, 24, 12 and 6 kbit/s", bitrates)
	falls(t, "0, 5, 10, 20 and 40 % concealed", losses)
	falls(t, "noise of 0, 30, 100, 300 and 1000 steps", noises)
}

// TestScoreOfTheSame does not mind how loud sound is, nor a delay within the
// slack that changes on the way.
func TestScoreOfTheSame(t *testing.T) {
	speech := voice(6)
	if s := score(t, speech, speech); s < 0.995 {
		t.Errorf("the same scores %v", s)
	}
	soft := make([]int16, len(speech))
	for i, s := range speech {
		soft[i] = s / 4
	}
	if s := score(t, speech, soft); s < 0.95 {
		t.Errorf("softer sound scores %.3f", s)
	}
	for _, late := range []int{-Slack, -777, 1234, Slack} {
		if s, _ := Score(speech, padded(speech, late)); s < 0.97 {
			t.Errorf("late by %d samples it scores %.3f", late, s)
		}
	}
	stretched := append(append([]int16(nil), speech[:3*frame.SampleRate-1500]...), speech[3*frame.SampleRate:]...)
	if s := score(t, speech, stretched); s < 0.97 {
		t.Errorf("with 31 ms cut out it scores %.3f", s)
	}
}

func TestScoreOfSomethingElse(t *testing.T) {
	speech := voice(6)
	random := rand.New(rand.NewPCG(5, 6))
	noise := make([]int16, len(speech))
	for i := range noise {
		noise[i] = int16(2000 * random.NormFloat64())
	}
	if s := score(t, speech, noise); s > 0.5 {
		t.Errorf("noise scores %.3f", s)
	}
	if s := score(t, speech, make([]int16, len(speech))); s > 0.5 {
		t.Errorf("silence scores %.3f", s)
	}
	if s, _ := Score(speech, nil); s > 0.5 {
		t.Errorf("nothing scores %.3f", s)
	}
	if s, ok := Score(make([]int16, frame.SampleRate), speech); ok {
		t.Errorf("to silence it scores %.3f", s)
	}
}

func TestTransform(t *testing.T) {
	const n, tone = 64, 5
	x := make([]complex128, n)
	for i := range x {
		x[i] = complex(math.Cos(2*math.Pi*tone*float64(i)/n), 0)
	}
	transform(x)
	for bin, value := range x {
		want := 0.0
		if bin == tone || bin == n-tone {
			want = n / 2
		}
		if cmplx.Abs(value-complex(want, 0)) > 1e-9 {
			t.Errorf("bin %d is %v, want %v", bin, value, want)
		}
	}
}
