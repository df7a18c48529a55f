package testsignal

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"parley/call/media/frame"
)

// record returns some seconds of the test microphone from a time on, with the
// clock read anew for each block and wrong by up to jitter.
func record(start time.Time, seconds, channels int, jitter time.Duration) []int16 {
	return recordWith(NewMicrophone(), start, seconds, channels, jitter)
}

func recordWith(m *Microphone, start time.Time, seconds, channels int, jitter time.Duration) []int16 {
	random := rand.New(rand.NewPCG(5, 6))
	pcm := make([]int16, seconds*frame.SampleRate*channels)
	for i := 0; i < seconds*100; i++ {
		at := start.Add(time.Duration(i)*frame.BlockDuration + time.Duration(random.Float64()*float64(jitter)))
		m.Read(pcm[i*frame.BlockSamples*channels:][:frame.BlockSamples*channels], channels, at)
	}
	return pcm
}

// detect runs a detector over a recording that began at a time.
func detect(pcm []int16, channels int, start time.Time) (found []Marker) {
	d := NewMarkerDetector(channels)
	for i := 0; i < len(pcm); i += frame.BlockSamples * channels {
		at := start.Add(samplesLong(i / channels))
		if m, ok := d.Push(pcm[i:min(i+frame.BlockSamples*channels, len(pcm))], at); ok {
			found = append(found, m)
		}
	}
	return found
}

// checkMarkers wants one marker a second, each delayed by about the same.
func checkMarkers(t *testing.T, found []Marker, count int, delay, tolerance time.Duration) {
	t.Helper()
	if len(found) != count {
		t.Fatalf("found %d markers, want %d", len(found), count)
	}
	for i, m := range found {
		if off := m.Delay() - delay; off < -tolerance || off > tolerance {
			t.Errorf("marker %d is %v late, want %v", i, m.Delay(), delay)
		}
		if i > 0 && m.Second != (found[i-1].Second+1)%markerSeconds {
			t.Errorf("second %d follows %d", m.Second, found[i-1].Second)
		}
	}
}

var start = time.Date(2026, 3, 1, 12, 0, 59, 300e6, time.UTC)

func TestMarkersAreFoundOnTime(t *testing.T) {
	for _, channels := range []int{1, 2} {
		pcm := record(start, 6, channels, 0)
		checkMarkers(t, detect(pcm, channels, start.Add(70*time.Millisecond)), 6, 70*time.Millisecond, time.Millisecond/2)
	}
}

func TestMarkersOfAClockThatJitters(t *testing.T) {
	pcm := record(start, 4, 1, 2*time.Millisecond)
	checkMarkers(t, detect(pcm, 1, start), 4, 0, 3*time.Millisecond)
}

func TestEverySecondHasItsMarker(t *testing.T) {
	for number := range uint8(markerSeconds) {
		got, ok := second(encode(number))
		if !ok || got != number {
			t.Errorf("second %d became %d, %v", number, got, ok)
		}
	}
}

func TestMarkersSurviveDistortion(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	clean := record(start, 4, 1, 0)
	for name, distort := range map[string]func(int, float64) float64{
		"quiet":   func(_ int, x float64) float64 { return x / 30 },
		"clipped": func(_ int, x float64) float64 { return min(max(x*8, -9000), 9000) },
		"noise":   func(_ int, x float64) float64 { return x + 2500*random.NormFloat64() },
		"upside":  func(_ int, x float64) float64 { return -x },
		"hum":     func(i int, x float64) float64 { return x + 4000*math.Sin(float64(i)*2*math.Pi*50/frame.SampleRate) },
		"fading":  func(i int, x float64) float64 { return x * (0.5 + 0.4*math.Sin(float64(i)/3000)) },
	} {
		pcm := make([]int16, len(clean))
		for i, s := range clean {
			pcm[i] = int16(min(max(distort(i, float64(s)), -32768), 32767))
		}
		t.Run(name, func(t *testing.T) { checkMarkers(t, detect(pcm, 1, start), 4, 0, 2*time.Millisecond) })
	}
}

// TestMarkersSurviveTimeStretch cuts a pitch period out of the sound at many
// places, as a playout buffer that catches up does.
func TestMarkersSurviveTimeStretch(t *testing.T) {
	clean := record(start, 4, 1, 0)
	const cut, every = frame.SampleRate * 5 / 1000, frame.SampleRate / 10
	var pcm []int16
	for i := 0; i+every <= len(clean); i += every {
		pcm = append(pcm, clean[i:i+every-cut]...)
	}
	found := 0
	for _, m := range detect(pcm, 1, start) {
		if m.Delay() > -250*time.Millisecond && m.Delay() < 10*time.Millisecond {
			found++
		}
	}
	if found < 3 {
		t.Fatalf("found %d of 4 markers", found)
	}
}

func TestNoMarkerInSpeechAndNoise(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	speech := newSpeech()
	pcm := make([]int16, 8*frame.SampleRate)
	for i := range pcm {
		pcm[i] = speech[i%len(speech)] + int16(300*random.NormFloat64())
	}
	if found := detect(pcm, 1, start); len(found) > 0 {
		t.Fatalf("found %+v", found)
	}
}

func TestVoiceIsModerateAndPauses(t *testing.T) {
	speech := newSpeech()
	var energy float64
	quiet := 0
	for _, s := range speech {
		energy += float64(s) * float64(s)
		if s == 0 {
			quiet++
		}
	}
	level := 10 * math.Log10(energy/float64(len(speech))/(32768*32768))
	if level < -32 || level > -16 {
		t.Errorf("the voice is at %.1f dBFS", level)
	}
	if part := float64(quiet) / float64(len(speech)); part < 0.15 || part > 0.5 {
		t.Errorf("the voice pauses %.0f %% of the time", 100*part)
	}
}

func BenchmarkMarkerDetector(b *testing.B) {
	pcm := record(start, 2, 1, 0)
	d := NewMarkerDetector(1)
	for i := 0; b.Loop(); i++ {
		d.Push(pcm[i%200*frame.BlockSamples:][:frame.BlockSamples], start)
	}
}

func BenchmarkMicrophone(b *testing.B) {
	m := NewMicrophone()
	pcm := make([]int16, frame.BlockSamples)
	for i := 0; b.Loop(); i++ {
		m.Read(pcm, 1, start.Add(time.Duration(i)*frame.BlockDuration))
	}
}

// TestSecondsCanBeMadeAgain compares what was recorded at any time, and in
// whatever blocks, with the cycle of seconds that all of it is made of.
func TestSecondsCanBeMadeAgain(t *testing.T) {
	cycle := NewMicrophoneOf(Voice()).Seconds()
	if len(cycle) != markerSeconds*frame.SampleRate {
		t.Fatalf("a cycle of %d samples", len(cycle))
	}
	for _, begun := range []time.Time{start.Truncate(time.Second), time.Unix(62, 0)} {
		pcm := recordWith(NewMicrophoneOf(Voice()), begun, 6, 1, 0)
		for second := 2; second < 6; second++ { // the voice is where it belongs from the first marker on
			number := int((begun.Unix() + int64(second)) % markerSeconds)
			for i := range frame.SampleRate {
				if got, want := pcm[second*frame.SampleRate+i], cycle[number*frame.SampleRate+i]; got != want {
					t.Fatalf("sample %d of second %d is %d, want %d", i, number, got, want)
				}
			}
		}
	}
}

// TestBurn gives a picture of a film the mark that the test camera would.
func TestBurn(t *testing.T) {
	v, at := NewCamera(640, 360).Draw(7, noon), noon.Add(1234*time.Millisecond)
	Burn(v, 99, at)
	if m, ok := ReadFrame(v); !ok || m != NewMark(99, at) {
		t.Errorf("read %+v, %v", m, ok)
	}
}
