//go:build linux

package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"parley/call/media/frame"
	"parley/call/media/frame/testsignal"
)

// clipLength is short because a raw 720p clip has 41 megabytes a second. It
// is played in a loop.
const clipLength = 4 * time.Second

// film writes the test camera's picture as a file that both Parley and a
// browser can play.
func film(t testing.TB) (path string) {
	t.Helper()
	return filmOf(t, 1280, 720, clipLength)
}

// filmOf writes a film of a size and length: 30 pictures a second, YUV4MPEG2.
func filmOf(t testing.TB, width, height int, length time.Duration) (path string) {
	t.Helper()
	const fps = 30
	camera := testsignal.NewCamera(width, height)
	path = filepath.Join(t.TempDir(), "clip.y4m")
	writeFilm(t, path, int(length*fps/time.Second), func(n int) *frame.Video {
		return camera.Next(time.Unix(0, 0).Add(time.Duration(n) * time.Second / fps))
	})
	return path
}

// writeFilm writes so many pictures of one size, 30 a second.
func writeFilm(t testing.TB, path string, pictures int, picture func(n int) *frame.Video) {
	t.Helper()
	write(t, path, func(w *bufio.Writer) error {
		for n := range pictures {
			v := picture(n)
			if n == 0 {
				fmt.Fprintf(w, "YUV4MPEG2 W%d H%d F30:1 Ip A1:1 C420mpeg2\n", v.Width, v.Height)
			}
			writePicture(w, v)
			v.Release()
		}
		return nil
	})
}

// speech writes the test microphone's sound.
func speech(t testing.TB) (path string) {
	t.Helper()
	return sounds(t, voice(clipLength))
}

// voice is the test microphone's sound, in one channel.
func voice(length time.Duration) []int16 {
	pcm := make([]int16, int(length.Seconds())*frame.SampleRate)
	microphone := testsignal.NewMicrophone()
	for block := 0; block < len(pcm); block += frame.SampleRate / 100 {
		at := time.Duration(block) * time.Second / frame.SampleRate
		microphone.Read(pcm[block:block+frame.SampleRate/100], 1, time.Unix(0, 0).Add(at))
	}
	return pcm
}

// sounds writes a sound: WAV, 48 kHz, 16 bit, mono.
func sounds(t testing.TB, pcm []int16) (path string) {
	t.Helper()
	const rate, channels = frame.SampleRate, 1
	path = filepath.Join(t.TempDir(), "sound.wav")
	write(t, path, func(w *bufio.Writer) error {
		size := uint32(len(pcm) * 2)
		for _, part := range []any{
			[]byte("RIFF"), 36 + size, []byte("WAVEfmt "), uint32(16), uint16(1), uint16(channels),
			uint32(rate), uint32(rate * channels * 2), uint16(channels * 2), uint16(16),
			[]byte("data"), size, pcm,
		} {
			if err := binary.Write(w, binary.LittleEndian, part); err != nil {
				return err
			}
		}
		return nil
	})
	return path
}

// write fills a file.
func write(t testing.TB, path string, fill func(*bufio.Writer) error) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	out := bufio.NewWriterSize(file, 1<<20)
	if err := fill(out); err != nil {
		t.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
}
