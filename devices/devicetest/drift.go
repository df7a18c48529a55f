//go:build linux

package devicetest

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"sync"
	"time"

	"parley/call/media/frame"
)

// PlugDrifting adds a microphone whose clock is faster than the computer's by a
// part, such as 100e-6 (slower, if negative), as those of sound cards are. It
// hears what read gives it, mono at frame.SampleRate, until the end of the
// test; the first sample of pcm is made at a time of the computer's clock. It
// does not outlive a restart of the server.
func (p *Pulse) PlugDrifting(name string, part float64, read func(pcm []int16, at time.Time)) {
	p.t.Helper()
	path := filepath.Join(p.dir, name)
	p.load("module-pipe-source source_name=" + name + " file=" + path + " format=s16le rate=48000 channels=1")
	pipe, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		p.t.Fatal(err)
	}
	var done sync.WaitGroup
	done.Go(func() { speakDrifting(pipe, part, read) })
	p.t.Cleanup(done.Wait)
	p.t.Cleanup(func() { pipe.Close() })
}

// speakDrifting fills the pipe until it is closed, or nobody reads it.
func speakDrifting(pipe *os.File, part float64, read func(pcm []int16, at time.Time)) {
	pcm := make([]int16, frame.BlockSamples)
	block := float64(frame.BlockDuration) / (1 + part)
	for n, begun := 1, time.Now(); ; n++ {
		over := begun.Add(time.Duration(float64(n) * block))
		time.Sleep(time.Until(over)) // a card has sound when it was made, not before
		read(pcm, over.Add(-frame.BlockDuration))
		if err := binary.Write(pipe, binary.LittleEndian, pcm); err != nil {
			return
		}
	}
}
