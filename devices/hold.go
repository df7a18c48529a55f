package devices

import (
	"context"
	"errors"
	"time"
)

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
)

const (
	// A speaker's buffer starts shallow, for the delay, and is doubled up to
	// deepest on a computer that is too busy to fill it in time: when it ran
	// dry more than tolerated times within dryWindow.
	shallow   = 20 * time.Millisecond
	deepest   = 80 * time.Millisecond
	tolerated = 2
	dryWindow = 10 * time.Second
)

// verdict is how it ended with an open device.
type verdict int

const (
	neverWorked verdict = iota
	stopped
	toBeReopened // at once, with another depth or as another device
)

// keepDevice keeps the wanted device, or one in its place, working.
func (k *keeper) keepDevice(ctx context.Context) {
	pause := shortPause
	var end verdict
	for {
		if end != toBeReopened && k.last.Problem == nil {
			k.report(Status{State: Starting, Device: k.device()})
		}
		l, away, err := k.openAny(ctx)
		end = neverWorked
		if err == nil {
			end = k.guard(ctx, l, away)
			l.close()
			k.reset()
		} else if ctx.Err() == nil {
			k.report(k.failure(err))
		}
		if end == toBeReopened && !k.changed {
			continue
		}
		if end == stopped {
			pause = shortPause
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

func (k *keeper) open(ctx context.Context, source string) (*line, error) {
	kind, channels, depth, move := k.kind, k.channels, k.depth, k.mover()
	if kind == KindSpeaker {
		k.sound.depth.Store(int64(depth))
	}
	return k.attempt.line(ctx, func() (*line, error) { return openLine(kind, source, channels, depth, move) })
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

// guard watches an open device until it falls silent, another is wanted, the
// wanted one is back, or it runs dry too often.
func (k *keeper) guard(ctx context.Context, l *line, away bool) verdict {
	ticker := time.NewTicker(glance)
	defer ticker.Stop()
	look, window := time.Now().Add(roundTrip), time.Now().Add(dryWindow)
	for !k.wait(ctx, ticker.C) {
		now := time.Now()
		if l.silentFor(now) > l.patience() {
			k.report(Status{State: Stalled, Device: l.device.Device, Problem: wentSilent(l.device.Device)})
			break
		}
		if l.alive.Load() {
			k.reportLive(l, away)
		}
		if away && now.After(look) {
			if isConnected(k.kind, k.source) {
				return toBeReopened
			}
			look = now.Add(roundTrip)
		}
		if l.dry.Load() > tolerated && k.depth < deepest {
			k.depth *= 2
			return toBeReopened
		}
		if now.After(window) {
			l.dry.Store(0)
			window = now.Add(dryWindow)
		}
	}
	if l.alive.Load() {
		return stopped
	}
	return neverWorked
}

// patience is how long the device may be silent now.
func (l *line) patience() time.Duration {
	if l.alive.Load() {
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
