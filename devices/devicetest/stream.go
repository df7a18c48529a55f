//go:build linux

package devicetest

import (
	"bytes"
	"encoding/binary"
	"io"
	"os/exec"
	"sync"
)

// streamFormat is the sound of recordings and of what is played: 48 kHz,
// 16 bit, one channel.
var streamFormat = []string{"--raw", "--format=s16le", "--rate=48000", "--channels=1", "--latency-msec=10"}

// Recording is sound being recorded.
type Recording struct {
	cmd  *exec.Cmd
	mu   sync.Mutex
	raw  []byte
	done sync.WaitGroup
}

// RecordSpeaker records what programs play on Speaker.
func (p *Pulse) RecordSpeaker() *Recording {
	p.t.Helper()
	return p.Record(Speaker + ".monitor")
}

// Record records from a source until Stop, the end of the test or of the
// server.
func (p *Pulse) Record(source string) *Recording {
	p.t.Helper()
	r := &Recording{cmd: p.command("parec", append(streamFormat, "-d", source)...)}
	out, err := r.cmd.StdoutPipe()
	if err == nil {
		err = r.cmd.Start()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	r.done.Go(func() { r.read(out) })
	p.t.Cleanup(func() { r.Stop() })
	return r
}

func (r *Recording) read(out io.Reader) {
	part := make([]byte, 4096)
	for {
		n, err := out.Read(part)
		r.mu.Lock()
		r.raw = append(r.raw, part[:n]...)
		r.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// Sound returns what was recorded so far.
func (r *Recording) Sound() []int16 {
	r.mu.Lock()
	defer r.mu.Unlock()
	pcm := make([]int16, len(r.raw)/2)
	_, _ = binary.Decode(r.raw, binary.LittleEndian, pcm)
	return pcm
}

// Stop ends the recording and returns it. It may be called any number of
// times.
func (r *Recording) Stop() []int16 {
	_ = r.cmd.Process.Kill()
	r.done.Wait()
	_ = r.cmd.Wait()
	return r.Sound()
}

// Speak plays sound into Microphone and returns when it is over.
func (p *Pulse) Speak(pcm []int16) {
	p.t.Helper()
	raw, err := binary.Append(nil, binary.LittleEndian, pcm)
	if err != nil {
		p.t.Fatal(err)
	}
	cmd := p.command("pacat", append(streamFormat, "-d", MicrophoneFeed)...)
	cmd.Stdin = bytes.NewReader(raw)
	if out, err := cmd.CombinedOutput(); err != nil {
		p.t.Fatalf("pacat: %v\n%s", err, out)
	}
}
