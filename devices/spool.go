package devices

import (
	"sync"
	"time"

	"parley/call/media/frame"
)

// spool hands stereo sound to the speaker's thread, which asks for it: that
// keeps no more waiting than the part of a block that was not asked for.
type spool struct {
	wanted chan int      // samples per channel to be there, for the maker
	made   chan struct{} // tells the speaker's thread to look again
	mu     sync.Mutex
	pcm    []int16
	late   uint64 // times the maker was too slow
}

// patience is how long the speaker's thread waits for sound before it plays
// silence: less than what the sound server still has to play.
const patience = frame.BlockDuration

// spoolRoom bounds the spool; a maker that is asked makes no more.
const spoolRoom = frame.SampleRate / 4

func newSpool() *spool {
	return &spool{
		wanted: make(chan int, 1),
		made:   make(chan struct{}, 1),
		pcm:    make([]int16, 0, spoolRoom*2),
	}
}

// pull fills dst, from the speaker's thread. What is not there in time is
// silence. timer is the caller's own, stopped.
func (s *spool) pull(dst []int16, timer *time.Timer) {
	timer.Reset(patience)
	defer timer.Stop()
	for !s.take(dst) {
		select {
		case s.wanted <- min(len(dst)/2, spoolRoom-frame.BlockSamples):
		default: // it is being made
		}
		select {
		case <-s.made:
		case <-timer.C:
			s.giveUp(dst)
			return
		}
	}
}

// take fills dst if there is enough.
func (s *spool) take(dst []int16) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.pcm) < len(dst) {
		return false
	}
	s.move(dst)
	return true
}

func (s *spool) giveUp(dst []int16) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.late++
	clear(dst[s.move(dst):])
}

func (s *spool) move(dst []int16) int {
	n := copy(dst, s.pcm)
	rest := copy(s.pcm, s.pcm[n:])
	s.pcm = s.pcm[:rest]
	return n
}

// put adds a block, dropping it when there is no room.
func (s *spool) put(pcm []int16) {
	s.mu.Lock()
	if len(s.pcm)+len(pcm) <= cap(s.pcm) {
		s.pcm = append(s.pcm, pcm...)
	}
	s.mu.Unlock()
}

// wake tells the speaker's thread that sound was put.
func (s *spool) wake() {
	select {
	case s.made <- struct{}{}:
	default:
	}
}

// length is how many samples per channel wait.
func (s *spool) length() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.pcm) / 2
}

// reset empties the spool for a device that starts.
func (s *spool) reset() {
	s.mu.Lock()
	s.pcm = s.pcm[:0]
	s.mu.Unlock()
}
