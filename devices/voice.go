package devices

import (
	"sync"
	"time"

	"parley/call/media/frame"
	"parley/call/media/frame/testsignal"
	"parley/devices/clip"
)

func newTestVoice() voice { return testsignal.NewMicrophone() }

// newTestVoiceOf is the test microphone, which says what was recorded.
func newTestVoiceOf(sound clip.Sound) voice { return testsignal.NewMicrophoneOf(sound.Mono()) }

// player plays a recording over and over.
type player struct {
	sound clip.Sound
	next  int // sample per channel
}

func newPlayer(sound clip.Sound) voice { return &player{sound: sound} }

// Read gives a mono recording to all channels and mixes a stereo one down
// for one channel.
func (p *player) Read(pcm []int16, channels int, _ time.Time) {
	for i := 0; i+channels <= len(pcm); i += channels {
		sample := p.sound.PCM[p.next*p.sound.Channels:][:p.sound.Channels]
		left, right := sample[0], sample[len(sample)-1]
		if channels == 1 {
			pcm[i] = int16((int(left) + int(right)) / 2)
		} else {
			pcm[i], pcm[i+1] = left, right
		}
		if p.next++; (p.next+1)*p.sound.Channels > len(p.sound.PCM) {
			p.next = 0
		}
	}
}

// recorder writes blocks to a file from a goroutine of its own, so that a slow
// disk does not hold the sound up. The queue holds two seconds; blocks that
// find it full are dropped.
type recorder struct {
	blocks chan [2 * frame.BlockSamples]int16
	done   sync.WaitGroup
}

const recorderQueue = 200

func newRecorder(out *clip.WAVWriter) *recorder {
	r := &recorder{blocks: make(chan [2 * frame.BlockSamples]int16, recorderQueue)}
	r.done.Go(func() {
		defer out.Close()
		for block := range r.blocks {
			if out.Write(block[:]) != nil {
				break
			}
		}
		for range r.blocks { // the disk is full: forget the rest
		}
	})
	return r
}

func (r *recorder) write(stereo []int16) {
	select {
	case r.blocks <- [2 * frame.BlockSamples]int16(stereo):
	default:
	}
}

func (r *recorder) close() {
	close(r.blocks)
	r.done.Wait()
}
