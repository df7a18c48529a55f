package audio

import (
	"errors"
	"math"
	"testing"
	"time"

	"parley/call/media/frame"
)

// room is what reaches the microphone of what the speaker plays.
type room struct {
	delay time.Duration
	gain  float64
	tail  time.Duration // how long the walls answer
}

// echo is the sound of far in the room.
func (r room) echo(far []int16) []int16 {
	const rate = frame.SampleRate
	delay := int(r.delay.Seconds() * rate)
	taps := map[int]float64{0: r.gain}
	for k := 1; k <= 60; k++ { // reflections, denser and weaker with time
		at := int(r.tail.Seconds() * rate * math.Sqrt(float64(k)/60))
		if at > 0 {
			taps[at] += 0.35 * r.gain * math.Exp(-3*float64(at)/(r.tail.Seconds()*rate)) * math.Cos(float64(k*k))
		}
	}
	out := make([]float64, len(far))
	for lag, gain := range taps {
		for i := delay + lag; i < len(far); i++ {
			out[i] += gain * float64(far[i-delay-lag])
		}
	}
	pcm := make([]int16, len(far))
	for i, s := range out {
		pcm[i] = int16(max(-32768, min(32767, s)))
	}
	return pcm
}

// add mixes b into a copy of a.
func add(a, b []int16) []int16 {
	sum := make([]int16, len(a))
	for i := range a {
		sum[i] = int16(max(-32768, min(32767, int(a[i])+int(b[i]))))
	}
	return sum
}

// process runs a whole recording through a new processor, and returns what
// came out and in how many of the blocks there was a voice.
func process(t testing.TB, options Options, far, mic []int16, delay time.Duration) (out []int16, voices int, p *Processor) {
	t.Helper()
	p, err := NewProcessor(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	out = append(out, mic...)
	for at := 0; at+frame.BlockSamples <= len(mic); at += frame.BlockSamples {
		p.Render(far[at : at+frame.BlockSamples])
		voice, err := p.Capture(out[at:at+frame.BlockSamples], delay)
		if err != nil {
			t.Fatal(err)
		}
		if voice {
			voices++
		}
	}
	return out, voices, p
}

var everything = Options{EchoCancellation: true, NoiseSuppression: true, GainControl: true, HighPass: true}

const (
	seconds = frame.SampleRate
	settled = 3 * seconds // by when the echo canceller has learnt the room
)

func TestEchoIsCancelled(t *testing.T) {
	far := speech(1, 10*seconds)
	for _, c := range []struct {
		name string
		room room
		hint time.Duration
	}{
		{"60 ms", room{60 * time.Millisecond, 0.5, 0}, 60 * time.Millisecond},
		{"60 ms and 40 ms of walls", room{60 * time.Millisecond, 0.5, 40 * time.Millisecond}, 60 * time.Millisecond},
		{"without a hint", room{60 * time.Millisecond, 0.5, 40 * time.Millisecond}, 0},
	} {
		for name, options := range map[string]Options{"echo only": {EchoCancellation: true}, "everything": everything} {
			mic := c.room.echo(far)
			out, _, p := process(t, options, far, mic, c.hint)
			early := decibels(power(mic[seconds:settled]), power(out[seconds:settled]))
			late := decibels(power(mic[settled:]), power(out[settled:]))
			t.Logf("%s, %s: echo return loss %.1f dB from 1 to 3 s, %.1f dB afterwards; it says %.0f dB",
				c.name, name, early, late, p.EchoReturnLoss())
			if late < 20 {
				t.Errorf("%s, %s: echo return loss of %.1f dB", c.name, name, late)
			}
			if p.EchoReturnLoss() < 6 {
				t.Errorf("%s, %s: it says %.1f dB", c.name, name, p.EchoReturnLoss())
			}
		}
	}
}

func TestNearVoiceSurvives(t *testing.T) {
	near, silence := speech(2, 8*seconds), make([]int16, 8*seconds)
	far := speech(1, 8*seconds)
	echo := room{60 * time.Millisecond, 0.3, 40 * time.Millisecond}.echo(far)
	alone, voices, _ := process(t, Options{EchoCancellation: true, NoiseSuppression: true, HighPass: true}, silence, near, 0)
	change := decibels(power(alone[settled:]), power(near[settled:]))
	t.Logf("alone: %+.1f dB, a voice in %d of 800 blocks", change, voices)
	if math.Abs(change) > 3 || voices < 400 {
		t.Errorf("alone: %+.1f dB, a voice in %d of 800 blocks", change, voices)
	}
	both, _, _ := process(t, everything, far, add(near, echo), 60*time.Millisecond)
	change = decibels(power(both[settled:]), power(near[settled:]))
	t.Logf("both talking: %+.1f dB", change)
	if change < -10 {
		t.Errorf("both talking: %+.1f dB", change)
	}
}

func TestNoiseIsSuppressed(t *testing.T) {
	silence, hiss := make([]int16, 6*seconds), noise(3, 160, 6*seconds)
	out, voices, _ := process(t, Options{NoiseSuppression: true}, silence, hiss, 0)
	weaker := decibels(power(hiss[settled:]), power(out[settled:]))
	t.Logf("noise is %.1f dB weaker, and a voice in %d of 600 blocks", weaker, voices)
	if weaker < 10 || voices > 300 {
		t.Errorf("noise is only %.1f dB weaker, and a voice in %d of 600 blocks", weaker, voices)
	}
}

func TestProcessorSwitchedOff(t *testing.T) {
	near := speech(2, seconds)
	out, _, p := process(t, Options{}, near, near, 0)
	for i := range near {
		if out[i] != near[i] {
			t.Fatalf("sample %d was %d and is %d", i, near[i], out[i])
		}
	}
	p.Set(Options{NoiseSuppression: true})
	block := append([]int16(nil), near[:frame.BlockSamples]...)
	for range 20 {
		if _, err := p.Capture(block, 0); err != nil {
			t.Fatal(err)
		}
	}
	if power(block) == power(near[:frame.BlockSamples]) {
		t.Error("switching on changed nothing")
	}
}

func TestProcessorInput(t *testing.T) {
	p, err := NewProcessor(everything)
	if err != nil {
		t.Fatal(err)
	}
	block := make([]int16, 2*frame.BlockSamples)
	p.Render(block)
	p.Render(block[:7])
	p.Render(nil)
	if _, err := p.Capture(block, 0); err == nil {
		t.Error("a stereo block was captured")
	}
	if _, err := p.Capture(block[:frame.BlockSamples], time.Hour); err != nil {
		t.Error(err)
	}
	if allocated := testing.AllocsPerRun(100, func() {
		p.Render(block)
		_, _ = p.Capture(block[:frame.BlockSamples], 0)
	}); allocated > 0 {
		t.Errorf("%v allocations a block", allocated)
	}
	for range 2 {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
	p.Render(block)
	p.Set(Options{})
	if _, err := p.Capture(block[:frame.BlockSamples], 0); !errors.Is(err, ErrClosed) {
		t.Errorf("after close: %v", err)
	}
}

// BenchmarkProcessor prints the time a block takes and by how much a far voice
// in a room is weakened, once the room is known.
func BenchmarkProcessor(b *testing.B) {
	far := speech(1, 10*seconds)
	mic := room{60 * time.Millisecond, 0.5, 40 * time.Millisecond}.echo(far)
	for name, options := range map[string]Options{"echo": {EchoCancellation: true}, "everything": everything} {
		b.Run(name, func(b *testing.B) {
			blocks, loss := 0, 0.0
			for b.Loop() {
				out, _, _ := process(b, options, far, mic, 60*time.Millisecond)
				loss = decibels(power(mic[settled:]), power(out[settled:]))
				blocks += len(out) / frame.BlockSamples
			}
			b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(blocks), "µs/block")
			b.ReportMetric(loss, "dB-echo-loss")
		})
	}
}
