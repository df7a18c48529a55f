package devices

import (
	"context"
	"strings"
	"time"

	"parley/call/media/frame"
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
	name     string // of the wanted device, once known
	last     Status // reported last
	attempt  attempt
	depth    time.Duration // of the device's buffer: a period of it
}

func newKeeper(kind Kind, source string, channels int, s *Sound) *keeper {
	k := &keeper{kind: kind, channels: channels, sound: s, wanted: make(chan string, 1), depth: frame.BlockDuration}
	if kind == KindSpeaker {
		k.depth = shallow
	}
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
	defer k.attempt.abandon()
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
	marked, isMarked := strings.CutPrefix(k.source, SourceMarked)
	switch {
	case isFile && k.kind == KindMicrophone:
		k.play(ctx, path, newPlayer)
	case isMarked && k.kind == KindMicrophone:
		k.play(ctx, marked, newTestVoiceOf)
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
func (k *keeper) play(ctx context.Context, path string, voiceOf func(clip.Sound) voice) {
	pcm, err := clip.LoadWAV(path)
	if err != nil {
		k.sound.switchTo(ctx, change{kind: k.kind})
		k.report(Status{State: Gone, Device: fileDevice(k.kind, path), Problem: unplayable(k.kind, path, err)})
		k.wait(ctx, nil)
		return
	}
	k.use(ctx, voiceOf(pcm), nil, fileDevice(k.kind, path))
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
