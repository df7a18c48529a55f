//go:build linux

package devices

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"parley/call/media/frame"
	"parley/call/media/frame/testsignal"
	"parley/devices/clip"
	"parley/devices/devicetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// hang is when a test gives up on something that ought to happen soon.
const hang = time.Minute

// reports collects what a Sound or Camera reports.
type reports struct {
	mu  sync.Mutex
	all map[Kind][]Status
}

func (r *reports) add(kind Kind, s Status) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.all == nil {
		r.all = make(map[Kind][]Status)
	}
	r.all[kind] = append(r.all[kind], s)
}

// since returns the reports of a kind from the nth on.
func (r *reports) since(kind Kind, n int) []Status {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.all[kind][min(n, len(r.all[kind])):])
}

// wait returns the first report of a kind, from the nth on, that suits.
func (r *reports) wait(t testing.TB, kind Kind, n int, suits func(Status) bool) Status {
	t.Helper()
	for deadline := time.Now().Add(hang); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		for _, s := range r.since(kind, n) {
			if suits(s) {
				return s
			}
		}
	}
	t.Fatalf("the %s only reported %s", kind, describe(r.since(kind, 0)))
	return Status{}
}

func describe(all []Status) string {
	var out strings.Builder
	for _, s := range all {
		fmt.Fprintf(&out, "\n  %s %q %q", s.State, s.Device.Name, s.Mode)
		if s.Problem != nil {
			fmt.Fprintf(&out, " %s %s", s.Problem.Text, s.Problem.Hint)
		}
	}
	return out.String()
}

func isLive(s Status) bool { return s.State == Live }

// tap counts and measures what Process sees.
type tap struct {
	mu       sync.Mutex
	blocks   int
	last     time.Time
	worstGap time.Duration
	captured []int16
	times    []time.Time
	play     func(*Block)
}

func (p *tap) process(b *Block) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if p.blocks++; p.blocks > 1 {
		p.worstGap = max(p.worstGap, now.Sub(p.last))
	}
	p.last = now
	p.captured = append(p.captured, b.Capture...)
	p.times = append(p.times, b.Captured)
	if p.play != nil {
		p.play(b)
	}
}

func (p *tap) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.blocks
}

// gap is the longest time between two blocks.
func (p *tap) gap() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.worstGap
}

// waitFor returns when some more blocks were processed.
func (p *tap) waitFor(t testing.TB, blocks int) {
	t.Helper()
	want := p.count() + blocks
	for deadline := time.Now().Add(hang); p.count() < want; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d blocks in %v", p.count(), hang)
		}
	}
}

func (p *tap) markers() (found []testsignal.Marker) {
	p.mu.Lock()
	captured, times := slices.Clone(p.captured), slices.Clone(p.times)
	p.mu.Unlock()
	d := testsignal.NewMarkerDetector(1)
	for i, at := range times {
		if m, ok := d.Push(captured[i*frame.BlockSamples:][:frame.BlockSamples], at); ok {
			found = append(found, m)
		}
	}
	return found
}

// openSound opens sound until the end of the test.
func openSound(t testing.TB, microphone, speaker string, p *tap) (*Sound, *reports) {
	r := &reports{}
	s := OpenSound(SoundConfig{
		Microphone: microphone, Speaker: speaker, CaptureChannels: 1,
		Process: p.process, Report: r.add,
	})
	t.Cleanup(s.Close)
	return s, r
}

func TestSoundWithoutServer(t *testing.T) {
	t.Setenv("PULSE_SERVER", "unix:"+filepath.Join(t.TempDir(), "nobody"))
	p := &tap{}
	s, r := openSound(t, SourceDefault, SourceDefault, p)
	for _, kind := range []Kind{KindMicrophone, KindSpeaker} {
		got := r.wait(t, kind, 0, func(s Status) bool { return s.Problem != nil })
		if got.State != None || !strings.Contains(got.Problem.Text, "sound service") {
			t.Errorf("the %s is %s: %+v", kind, got.State, got.Problem)
		}
	}
	start, before := time.Now(), p.count()
	p.waitFor(t, 100)
	if pace := time.Since(start) / time.Duration(p.count()-before); pace < 8*time.Millisecond {
		t.Errorf("a block every %v", pace)
	}
	s.Close()
	s.Close()
	after := p.count()
	time.Sleep(30 * time.Millisecond)
	if p.count() != after {
		t.Error("Process was called after Close")
	}
}

func TestSoundTakesTheServerThatStarts(t *testing.T) {
	server := devicetest.New(t)
	server.Use()
	server.Kill()
	p := &tap{}
	_, r := openSound(t, SourceDefault, SourceDefault, p)
	r.wait(t, KindSpeaker, 0, func(s Status) bool { return s.State == None })
	server.Restart()
	r.wait(t, KindSpeaker, 0, isLive)
	if got := r.wait(t, KindMicrophone, 0, isLive); got.Device.ID != devicetest.Microphone {
		t.Errorf("the microphone is %+v", got.Device)
	}
	p.waitFor(t, 20)
}

// loop plays the test signal and hears it through the monitor of the speaker
// until some markers came: what goes out comes in, late by both legs. It
// returns how late each was.
func loop(t testing.TB, markers int) (late []time.Duration) {
	devicetest.New(t).Use()
	voice := testsignal.NewMicrophone()
	heard := testsignal.NewMarkerDetector(1)
	found := make(chan time.Duration, 10*markers)
	s := OpenSound(SoundConfig{
		Microphone: devicetest.Speaker + ".monitor", Speaker: devicetest.Speaker, CaptureChannels: 1,
		Process: func(b *Block) {
			voice.Read(b.Playback, playbackChannels, b.PlaybackAt)
			// Delay is from the estimate of when the marker would be heard.
			if m, ok := heard.Push(b.Capture, b.Captured); ok {
				select {
				case found <- m.Delay() + b.EchoDelay:
				default:
				}
			}
		},
		Report: func(Kind, Status) {},
	})
	defer s.Close()
	for deadline := time.After(hang); len(late) < markers; {
		select {
		case l := <-found:
			late = append(late, l)
		case <-deadline:
			t.Fatalf("heard %d markers in %v", len(late), hang)
		}
	}
	return late
}

func TestSoundLoop(t *testing.T) {
	for _, l := range loop(t, 3)[1:] {
		if l < 0 || l > time.Second {
			t.Errorf("a marker came after %v", l)
		}
	}
}

// BenchmarkSoundLoop prints how late sound is that goes out through the
// speaker and in through the microphone, and what part of a core it takes.
func BenchmarkSoundLoop(b *testing.B) {
	for b.Loop() {
		begun, before := time.Now(), processorTime(b)
		late := loop(b, 10)
		slices.Sort(late)
		b.ReportMetric(float64(late[len(late)/2].Microseconds())/1000, "ms/median")
		b.ReportMetric(float64(late[len(late)-1].Microseconds())/1000, "ms/worst")
		b.ReportMetric(100*(processorTime(b)-before).Seconds()/time.Since(begun).Seconds(), "%cpu")
	}
}

// processorTime is what this process has used so far.
func processorTime(t testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func TestSoundSurvivesServerRestart(t *testing.T) {
	server := devicetest.New(t)
	server.Use()
	p := &tap{}
	_, r := openSound(t, SourceDefault, SourceDefault, p)
	r.wait(t, KindMicrophone, 0, isLive)
	r.wait(t, KindSpeaker, 0, isLive)
	p.waitFor(t, 50)
	server.Kill()
	r.wait(t, KindSpeaker, 0, func(s Status) bool { return s.State == Stalled || s.State == None })
	p.waitFor(t, 50)
	heard, spoken := len(r.since(KindMicrophone, 0)), len(r.since(KindSpeaker, 0))
	server.Restart()
	r.wait(t, KindMicrophone, heard, isLive)
	r.wait(t, KindSpeaker, spoken, isLive)
	p.waitFor(t, 50)
	if gap := p.gap(); gap > 3*time.Second {
		t.Errorf("Process was not called for %v", gap)
	}
}

func TestSoundFollowsUnplugAndReplug(t *testing.T) {
	server := devicetest.New(t)
	server.Use()
	headset := server.Plug("headset", "Test headset", "")
	p := &tap{}
	_, r := openSound(t, SourceNone, "headset", p)
	r.wait(t, KindSpeaker, 0, func(s Status) bool { return isLive(s) && s.Device.ID == "headset" && s.Problem == nil })
	server.Unplug(headset)
	got := r.wait(t, KindSpeaker, 0, func(s Status) bool { return isLive(s) && s.Device.ID == devicetest.Speaker })
	want := "Test headset is not connected. You hear through Test speaker."
	if got.Problem == nil || got.Problem.Text != want {
		t.Errorf("problem %+v, want %q", got.Problem, want)
	}
	n := len(r.since(KindSpeaker, 0))
	server.Plug("headset", "Test headset", "")
	r.wait(t, KindSpeaker, n, func(s Status) bool { return isLive(s) && s.Device.ID == "headset" && s.Problem == nil })
	p.waitFor(t, 20)
}

func TestSoundSelectsWhileOpen(t *testing.T) {
	server := devicetest.New(t)
	server.Use()
	out := filepath.Join(t.TempDir(), "heard.wav")
	p := &tap{play: func(b *Block) {
		for i := range b.Playback {
			b.Playback[i] = 1234
		}
	}}
	s, r := openSound(t, SourceNone, SourceNone, p)
	s.SelectMicrophone(SourceTest)
	s.SelectSpeaker(SourceFile + out)
	r.wait(t, KindMicrophone, 0, isLive)
	r.wait(t, KindSpeaker, 0, isLive)
	p.waitFor(t, 250)
	if sound, err := clip.LoadWAV(out); err != nil || len(sound.PCM) < frame.SampleRate || sound.PCM[5] != 1234 {
		t.Errorf("the file so far has %d samples, %v", len(sound.PCM), err)
	}
	if len(p.markers()) == 0 {
		t.Error("no marker from the test microphone")
	}
	s.SelectSpeaker(devicetest.Speaker)
	r.wait(t, KindSpeaker, 0, func(s Status) bool { return isLive(s) && s.Device.ID == devicetest.Speaker })
	s.SelectMicrophone(SourceFile + filepath.Join(t.TempDir(), "nothing.wav"))
	r.wait(t, KindMicrophone, 0, func(s Status) bool { return s.State == Gone && s.Problem != nil })
	p.waitFor(t, 50)
}

// A recording has the test microphone's markers in it, in place of its voice.
func TestMarkedRecording(t *testing.T) {
	server := devicetest.New(t)
	server.Use()
	name := filepath.Join(t.TempDir(), "voice.wav")
	out, err := clip.CreateWAV(name, 2)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(out.Write(make([]int16, 2*frame.SampleRate)), out.Close()); err != nil {
		t.Fatal(err)
	}
	p := &tap{}
	_, r := openSound(t, SourceMarked+name, SourceNone, p)
	if got := r.wait(t, KindMicrophone, 0, isLive); got.Device.Name != "voice.wav" {
		t.Errorf("%+v", got)
	}
	p.waitFor(t, 250)
	if len(p.markers()) == 0 {
		t.Error("no marker in the recording")
	}
}

func TestSoundOfServerThatHangs(t *testing.T) {
	server := devicetest.New(t)
	server.Use()
	p := &tap{}
	s, r := openSound(t, SourceDefault, SourceDefault, p)
	r.wait(t, KindSpeaker, 0, isLive)
	r.wait(t, KindMicrophone, 0, isLive)
	server.Pause()
	r.wait(t, KindSpeaker, 0, func(s Status) bool { return s.State == Stalled })
	p.waitFor(t, 100)
	closed := make(chan struct{})
	go func() {
		s.Close()
		close(closed)
	}()
	select {
	case <-closed:
	case <-time.After(hang):
		t.Fatal("Close waits for a server that hangs")
	}
	server.Continue()
	time.Sleep(500 * time.Millisecond) // what was left behind ends now
}
