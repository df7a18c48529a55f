package devices

import (
	"context"
	"errors"
	"strings"
	"time"

	"parley/devices/clip"
)

// keeper holds a microphone or a speaker open: it opens it, watches that it
// gives a sign of life, opens it again when it does not, uses another one
// while the wanted one is away, and reports all of it. It belongs to the
// goroutine of run, want excepted.
type keeper struct {
	kind     Kind
	channels int
	sound    *Sound
	wanted   chan string // newest wins
	changed  bool        // source is to be served anew
	source   string
	name     string           // of the wanted device, once known
	last     Status           // reported last
	opening  chan openedOrNot // an attempt under way, nil without
}

// openedOrNot is the result of openLine.
type openedOrNot struct {
	line *line
	err  error
}

const (
	// silence is how long a device may give no callback. miniaudio tells
	// nothing when a sound server dies or a device is unplugged: the callbacks
	// just stop.
	silence = 500 * time.Millisecond
	// firstSound is how long the first callback may take: an idle PulseAudio
	// sink can sleep for two seconds.
	firstSound = 3 * time.Second
	// glance is how often the keeper looks.
	glance = 100 * time.Millisecond
	// roundTrip is how often it looks whether a device came back.
	roundTrip = 2 * time.Second
	// The pause before opening again grows from the first to the second.
	shortPause = 100 * time.Millisecond
	longPause  = 2 * time.Second
	// serverPatience is how long the sound server may take to open a device.
	serverPatience = 5 * time.Second
)

func newKeeper(kind Kind, source string, channels int, s *Sound) *keeper {
	k := &keeper{kind: kind, channels: channels, sound: s, wanted: make(chan string, 1)}
	k.want(source)
	return k
}

// want changes the source; one that was not taken yet is forgotten. It is
// safe for concurrent use.
func (k *keeper) want(source string) {
	for {
		select {
		case k.wanted <- source:
			return
		default:
		}
		select {
		case <-k.wanted:
		default:
		}
	}
}

func (k *keeper) run(ctx context.Context) {
	defer k.abandon()
	k.wait(ctx, nil)
	for ctx.Err() == nil {
		k.changed, k.name = false, ""
		k.serve(ctx)
	}
}

// wait returns when timer fires, and tells whether it is over with the source
// that is served now.
func (k *keeper) wait(ctx context.Context, timer <-chan time.Time) (over bool) {
	select {
	case <-timer:
	case k.source = <-k.wanted:
		k.changed = true
	case <-ctx.Done():
	}
	return k.changed || ctx.Err() != nil
}

// serve uses the source until another is wanted.
func (k *keeper) serve(ctx context.Context) {
	path, isFile := strings.CutPrefix(k.source, SourceFile)
	switch {
	case isFile && k.kind == KindMicrophone:
		k.play(ctx, path)
	case isFile:
		k.record(ctx, path)
	case k.source == SourceTest && k.kind == KindMicrophone:
		k.use(ctx, newTestVoice(), nil, testDevice(k.kind))
	case k.source == SourceNone, k.source == SourceTest:
		k.sound.switchTo(ctx, change{kind: k.kind})
		k.report(Status{State: None})
		k.wait(ctx, nil)
	default:
		k.sound.switchTo(ctx, change{kind: k.kind})
		k.keepDevice(ctx)
	}
}

// use lets a source that is no device work until another is wanted.
func (k *keeper) use(ctx context.Context, source voice, out sink, as Device) {
	k.sound.switchTo(ctx, change{kind: k.kind, source: source, sink: out})
	k.report(Status{State: Live, Device: as, Mode: soundMode(k.channels)})
	k.wait(ctx, nil)
	k.sound.switchTo(ctx, change{kind: k.kind})
}

// play reads a file for the microphone.
func (k *keeper) play(ctx context.Context, path string) {
	pcm, err := clip.LoadWAV(path)
	if err != nil {
		k.sound.switchTo(ctx, change{kind: k.kind})
		k.report(Status{State: Gone, Device: fileDevice(k.kind, path), Problem: unplayable(k.kind, path, err)})
		k.wait(ctx, nil)
		return
	}
	k.use(ctx, newPlayer(pcm), nil, fileDevice(k.kind, path))
}

// record writes what the speaker would play to a file.
func (k *keeper) record(ctx context.Context, path string) {
	out, err := clip.CreateWAV(path, playbackChannels)
	if err != nil {
		k.sound.switchTo(ctx, change{kind: k.kind})
		k.report(Status{State: Gone, Device: fileDevice(k.kind, path), Problem: unwritable(path, err)})
		k.wait(ctx, nil)
		return
	}
	k.use(ctx, nil, newRecorder(out), fileDevice(k.kind, path))
}

// keepDevice keeps the wanted device, or one in its place, working.
func (k *keeper) keepDevice(ctx context.Context) {
	pause := shortPause
	for {
		k.report(Status{State: Starting, Device: k.device(), Problem: k.last.Problem})
		l, away, err := k.openAny(ctx)
		if err == nil {
			if k.guard(ctx, l, away) {
				pause = shortPause
			}
			l.close()
			k.reset()
		} else if ctx.Err() == nil {
			k.report(k.failure(err))
		}
		if k.changed || k.wait(ctx, time.After(pause)) {
			return
		}
		pause = min(2*pause, longPause)
	}
}

// openAny opens the wanted device, or the default one while that is away.
func (k *keeper) openAny(ctx context.Context) (l *line, away bool, err error) {
	l, err = k.open(ctx, k.source)
	var gone *missing
	if errors.As(err, &gone) && k.source != SourceDefault {
		if l, err := k.open(ctx, SourceDefault); err == nil {
			return l, true, nil
		}
	}
	if err == nil {
		k.name = l.device.Name
	}
	return l, false, err
}

// open gives up on a server that does not answer, but goes back to the same
// attempt next time, so that no more than one is ever under way.
func (k *keeper) open(ctx context.Context, source string) (*line, error) {
	if k.opening == nil {
		result := make(chan openedOrNot, 1)
		k.opening = result
		go func() {
			l, err := openLine(k.kind, source, k.channels, k.mover())
			result <- openedOrNot{l, err}
		}()
	}
	select {
	case r := <-k.opening:
		k.opening = nil
		return r.line, r.err
	case <-time.After(serverPatience):
		return nil, errNoServer
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// abandon closes what an attempt under way may still open. It does not wait
// for a server that hangs.
func (k *keeper) abandon() {
	if k.opening == nil {
		return
	}
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		if r := <-k.opening; r.line != nil {
			r.line.close()
		}
	}()
	leave(closed)
}

// mover returns what the device's thread calls.
func (k *keeper) mover() callback {
	if k.kind == KindMicrophone {
		return k.sound.capture
	}
	timer := time.NewTimer(0)
	timer.Stop()
	return func(pcm []int16) { k.sound.spool.pull(pcm, timer) }
}

// reset forgets the sound of a device that was closed.
func (k *keeper) reset() {
	if k.kind == KindMicrophone {
		k.sound.ring.reset()
		return
	}
	k.sound.spool.reset()
}

// guard watches an open device until it falls silent, another is wanted, or
// the wanted one is back. It tells whether the device worked at all.
func (k *keeper) guard(ctx context.Context, l *line, away bool) (worked bool) {
	ticker := time.NewTicker(glance)
	defer ticker.Stop()
	nextLook := time.Now().Add(roundTrip)
	for !k.wait(ctx, ticker.C) {
		now := time.Now()
		worked = l.alive.Load()
		if limit := patienceWith(worked); l.silentFor(now) > limit {
			k.report(Status{State: Stalled, Device: l.device.Device, Problem: wentSilent(l.device.Device)})
			return worked
		}
		if worked {
			k.reportLive(l, away)
		}
		if away && now.After(nextLook) {
			if isConnected(k.kind, k.source) {
				return true
			}
			nextLook = now.Add(roundTrip)
		}
	}
	return worked
}

func patienceWith(worked bool) time.Duration {
	if worked {
		return silence
	}
	return firstSound
}

func (k *keeper) reportLive(l *line, away bool) {
	status := Status{State: Live, Device: l.device.Device, Mode: soundMode(k.channels)}
	if away {
		status.Problem = replaced(k.device(), l.device.Device)
	}
	k.report(status)
}

// isConnected asks the sound server for a device.
func isConnected(kind Kind, id string) bool {
	s, err := connect()
	if err != nil {
		return false
	}
	defer s.close()
	found, err := s.list(kind)
	if err != nil {
		return false
	}
	_, ok := pick(found, id)
	return ok
}

// failure tells in words why no device could be opened.
func (k *keeper) failure(err error) Status {
	var gone *missing
	var no *refused
	switch {
	case errors.As(err, &no):
		return Status{State: Busy, Device: no.device.Device, Problem: heldByOther(no.device.Device)}
	case errors.As(err, &gone) && k.source == SourceDefault:
		return Status{State: None, Problem: nothingConnected(k.kind)}
	case errors.As(err, &gone):
		return Status{State: Gone, Device: k.device(), Problem: notConnected(k.device())}
	}
	return Status{State: None, Device: k.device(), Problem: noSoundServer(k.kind)}
}

// device describes what is wanted as far as it is known.
func (k *keeper) device() Device {
	d := Device{ID: k.source, Name: k.name, Kind: k.kind}
	if d.Name == "" {
		d.Name = d.ID
	}
	return d
}

// report tells what changed.
func (k *keeper) report(s Status) {
	if s.equal(k.last) {
		return
	}
	k.last = s
	k.sound.config.Report(k.kind, s)
}
