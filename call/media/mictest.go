package media

import (
	"sync"
	"time"

	"parley/call/media/frame"
	"parley/call/session"
)

// micTest records what the microphone gives after processing, and plays it
// back, so that a person hears what others would.
type micTest struct {
	mu   sync.Mutex
	step session.MicrophoneTestStep
	pcm  []int16 // mono, room for the whole test
	at   int     // next sample to play

	peaks  []float32 // of pcm, as far as they were asked for
	peaked int       // how much of pcm they cover
}

// peakBars is how many bars the drawing of a recording has at most.
const peakBars = 40

func (t *micTest) set(step session.MicrophoneTestStep) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch step {
	case session.TestRecord:
		if t.pcm == nil {
			t.pcm = make([]int16, 0, samples(session.MicrophoneTestLength))
		}
		t.pcm = t.pcm[:0]
	case session.TestPlay:
		t.at = 0
	case session.TestStop:
	}
	t.step = step
}

// active reports whether the test needs the audio device.
func (t *micTest) active() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.step != session.TestStop
}

// record keeps a block of mono sound while recording.
func (t *micTest) record(mono []int16) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.step != session.TestRecord {
		return
	}
	room := cap(t.pcm) - len(t.pcm)
	t.pcm = append(t.pcm, mono[:min(room, len(mono))]...)
	if len(t.pcm) == cap(t.pcm) {
		t.step = session.TestStop
	}
}

// next fills stereo with the next block of the recording while it plays, and
// reports whether it does.
func (t *micTest) next(stereo []int16) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.step != session.TestPlay {
		return false
	}
	for i := 0; i+1 < len(stereo); i += 2 {
		var sample int16
		if t.at < len(t.pcm) {
			sample = t.pcm[t.at]
			t.at++
		}
		stereo[i], stereo[i+1] = sample, sample
	}
	if t.at == len(t.pcm) {
		t.step = session.TestStop
	}
	return true
}

// report describes the test for the window.
func (t *micTest) report() session.MicrophoneTest {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.peaked != len(t.pcm) {
		t.peaks, t.peaked = peaks(t.pcm), len(t.pcm)
	}
	out := session.MicrophoneTest{Step: t.step, Length: length(len(t.pcm)), Peaks: t.peaks}
	switch t.step {
	case session.TestRecord:
		out.Position = out.Length
	case session.TestPlay:
		out.Position = length(t.at)
	case session.TestStop:
	}
	return out
}

func length(samples int) time.Duration {
	return time.Duration(samples) * time.Second / frame.SampleRate
}

// peaks gives the loudest sample of each of up to peakBars equal parts of a
// whole test, 0 to 1.
func peaks(pcm []int16) []float32 {
	part := samples(session.MicrophoneTestLength) / peakBars
	out := make([]float32, 0, peakBars)
	for start := 0; start < len(pcm); start += part {
		loudest := 0
		for _, s := range pcm[start:min(start+part, len(pcm))] {
			loudest = max(loudest, int(s), -int(s))
		}
		out = append(out, float32(loudest)/32768)
	}
	return out
}
