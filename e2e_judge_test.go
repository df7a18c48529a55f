//go:build linux

package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"testing"
	"time"

	"parley/call/media/frame"
	"parley/call/media/frame/testsignal"
	"parley/call/peer/pathtest"
)

// The flags of `make bench-network`.
var (
	networkRuns = flag.Int("network", 0, "judge this many calls on each bad network, beside as many of two browsers")
	networkRow  = flag.String("rows", "", "judge the networks whose names match this regular expression only")
	networkLog  = flag.String("network-log", "", "keep each run in this file; runs of the same programs that are in it are not done again")
	networkPage = flag.String("network-page", "", "put the table into this page, between its marks")
	clipPath    = flag.String("clip", "", "show this film in place of the test picture; ffmpeg reads it")
	speechPath  = flag.String("speech", "", "say this in place of the test voice; ffmpeg reads what is no WAV")
)

// contest is a call that goes on: one side sends picture and sound, the other
// silence only, so that two programs are what two cores can carry.
type contest struct {
	begun    time.Time // accepted
	pids     []int
	seconds  func() []second // at who sees
	pictures string          // the folder of those that are kept
	original original
	heard    func() tape // what who sees heard; asked for after end
	end      func()
}

// second is what arrived in a second.
type second struct {
	at               time.Time
	kbit, fps, lines float64
	freezes, frozen  float64  // ended in it; ms
	concealed        float64  // of the sound, in percent
	delay, ear       *float64 // of picture and sound, ms; nil where it is not known
	offset           *float64 // how much later the picture is than its sound, ms; likewise
}

// flow is what is asked of a call in a row.
type flow struct {
	footage footage
	voice   voices
	// rest is when the picture pauses, since the call was accepted; none when
	// the two are the same.
	rest [2]time.Duration
}

// contestants are who is judged.
var contestants = []struct {
	name  string
	start func(testing.TB, *pathtest.Path, flow) *contest
}{
	{parleys, startPrograms},
	{chromiums, startBrowsers},
}

const parleys, chromiums = "Parley", "Chromium"

// TestNetwork judges calls on bad networks beside calls of two headless
// browsers, one after the other on the same path, and prints the medians. An
// interrupt gives up the run that goes on, and prints what there is.
func TestNetwork(t *testing.T) {
	if *networkRuns == 0 {
		t.Skip("make bench-network judges")
	}
	executable(t)
	chosen := rowsNamed(t, *networkRow)
	f := flow{footage: newFootage(t, *clipPath), voice: newVoices(t, *speechPath)}
	kept := openLedger(t, *networkLog, f)
	t.Logf("%d networks, %d runs of two programs each: about %v", len(chosen), *networkRuns, kept.left(chosen).Round(time.Minute))
	ctx, stop := signal.NotifyContext(t.Context(), os.Interrupt)
	defer stop()
	for run := range *networkRuns {
		for _, r := range chosen {
			for _, c := range contestants {
				if ctx.Err() == nil && kept.runs(r.name, c.name) <= run {
					t.Run(r.name+" "+c.name, func(t *testing.T) { kept.add(t, r.name, c.name, r.judge(ctx, t, f, c.start)) })
				}
			}
		}
	}
	kept.print(t, chosen)
}

// judge has a call on the network. An interrupt leaves the run without scores.
func (r row) judge(ctx context.Context, t *testing.T, f flow, start func(testing.TB, *pathtest.Path, flow) *contest) scores {
	path := pathtest.Join(t, r.steps[0].there)
	f.rest = r.rest
	c := start(t, path, f)
	rivals := r.rivals(t, path, f, start)
	until := func(at time.Duration) { waitUntil(ctx, t, c.begun.Add(at)) }
	changed := make(chan struct{})
	go func() {
		defer close(changed)
		for _, s := range r.steps[1:] {
			if sleepUntil(ctx, c.begun.Add(s.at)) {
				path.SetEach(s.there, s.back)
			}
		}
	}()
	until(r.from)
	path.Forget()
	before := spendingOf(t, c, rivals)
	until(r.to)
	there, _ := path.Counts()
	after := spendingOf(t, c, rivals)
	until(r.end)
	<-changed
	s := r.score(c.begun, c.seconds())
	from, to := c.begun.Add(r.from), c.begun.Add(r.to)
	s[scoreShare] = share(s[scoreRate], rivals, from, to)
	s[scoreQueue] = ms(there.Wait95)
	s[scoreProcessor] = (after.call - before.call).Seconds() / to.Sub(from).Seconds()
	s[scoreOthers] = (after.others - before.others).Seconds() / to.Sub(from).Seconds()
	c.end()
	for _, rival := range rivals {
		rival.end()
	}
	s[scorePSNR], s[scoreSSIM] = resemblance(t, c.pictures, c.original, from, to)
	s[scoreNSIM] = c.heard().score(f.voice.cycle, from, to)
	t.Logf("there: %v; %v", there, s)
	return s
}

// rival is what takes the path beside a call.
type rival struct {
	pids []int
	kbit func(from, to time.Time) (mean float64) // what arrives of it a second
	end  func()
}

// rivals start what takes the path beside the call.
func (r row) rivals(t *testing.T, path *pathtest.Path, f flow, start func(testing.TB, *pathtest.Path, flow) *contest) (all []rival) {
	f.rest = [2]time.Duration{}
	for range r.others {
		other := start(t, path, f)
		all = append(all, rival{other.pids, func(from, to time.Time) float64 {
			return mean(between(other.seconds(), from, to), func(x second) float64 { return x.kbit })
		}, other.end})
	}
	if r.tcp != "" {
		all = append(all, rival{nil, crowd(t, path, r.tcp), func() {}})
	}
	return all
}

// share is what a call has of all that arrives, in percent; NaN when it has
// the path for itself.
func share(kbit float64, rivals []rival, from, to time.Time) float64 {
	if len(rivals) == 0 {
		return unknown
	}
	all := kbit
	for _, r := range rivals {
		all += r.kbit(from, to)
	}
	return kbit / all * 100
}

// sleepUntil reports whether the time came before ctx was done.
func sleepUntil(ctx context.Context, at time.Time) bool {
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// waitUntil leaves the run when ctx is done before.
func waitUntil(ctx context.Context, t *testing.T, at time.Time) {
	t.Helper()
	if !sleepUntil(ctx, at) {
		t.Skip("interrupted")
	}
}

// spending is processor time so far.
type spending struct {
	call   time.Duration // of the call that is judged
	others time.Duration // of all that is neither the judge nor a call of it
}

func spendingOf(t *testing.T, c *contest, rivals []rival) (s spending) {
	sum := func(pids []int) (computed time.Duration) {
		for _, pid := range pids {
			computed += measure(t, pid).computed
		}
		return computed
	}
	s.call = sum(c.pids)
	s.others = machineComputed(t) - processorUsed(t) - s.call
	for _, r := range rivals {
		s.others -= sum(r.pids)
	}
	return s
}

// machineComputed is what all processors have computed so far.
func machineComputed(t *testing.T) time.Duration {
	t.Helper()
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		t.Fatal(err)
	}
	var user, nice, system, idle, wait, irq, soft int
	if _, err := fmt.Sscanf(string(text), "cpu %d %d %d %d %d %d %d", &user, &nice, &system, &idle, &wait, &irq, &soft); err != nil {
		t.Fatal(err)
	}
	return time.Duration(user+nice+system+irq+soft) * 10 * time.Millisecond // USER_HZ, proc(5)
}

// processorUsed is what the judge itself has computed so far: the path is its
// work.
func processorUsed(t *testing.T) time.Duration {
	t.Helper()
	used, err := processorTime(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	return used
}

// cores is how many processors the machine has.
func cores() float64 { return float64(runtime.NumCPU()) }

// voices are what is said in the calls.
type voices struct {
	recording string  // for the microphone of Parley's sending side, which marks it
	cycle     []int16 // all that is said (testsignal.Microphone.Seconds)
	loop      string  // the cycle as a file, for browsers
	silence   string  // a file for who only listens, so that nothing has an echo
}

func newVoices(t testing.TB, path string) (v voices) {
	if path == "" {
		v.recording = sounds(t, testsignal.Voice())
	} else {
		v.recording = recording(t, path)
	}
	v.cycle = testsignal.NewMicrophoneOf(loadMono(t, v.recording)).Seconds()
	v.loop, v.silence = sounds(t, v.cycle), sounds(t, make([]int16, frame.SampleRate))
	return v
}

// rowsNamed are the rows whose names match.
func rowsNamed(t *testing.T, pattern string) []row {
	t.Helper()
	matches := matcher(t, pattern)
	chosen := slices.DeleteFunc(rows(), func(r row) bool { return !matches(r.name) })
	if len(chosen) == 0 {
		t.Fatalf("no network is named %q", pattern)
	}
	return chosen
}
