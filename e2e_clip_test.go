//go:build linux

package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
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
	path = filepath.Join(t.TempDir(), "clip.y4m")
	write(t, path, func(w io.Writer) error {
		if _, err := fmt.Fprintf(w, "YUV4MPEG2 W%d H%d F%d:1 Ip A1:1 C420mpeg2\n", width, height, fps); err != nil {
			return err
		}
		camera := testsignal.NewCamera(width, height)
		for at := time.Duration(0); at < length; at += time.Second / fps {
			v := camera.Next(time.Unix(0, 0).Add(at))
			err := writePicture(w, v)
			v.Release()
			if err != nil {
				return err
			}
		}
		return nil
	})
	return path
}

func writePicture(w io.Writer, v *frame.Video) error {
	if _, err := io.WriteString(w, "FRAME\n"); err != nil {
		return err
	}
	for _, plane := range []struct {
		pixels                []byte
		stride, width, height int
	}{
		{v.Y, v.StrideY, v.Width, v.Height},
		{v.U, v.StrideUV, v.Width / 2, v.Height / 2},
		{v.V, v.StrideUV, v.Width / 2, v.Height / 2},
	} {
		for y := range plane.height {
			if _, err := w.Write(plane.pixels[y*plane.stride:][:plane.width]); err != nil {
				return err
			}
		}
	}
	return nil
}

// speech writes the test microphone's sound: WAV, 48 kHz, 16 bit, mono.
func speech(t testing.TB) (path string) {
	t.Helper()
	const rate, channels = 48000, 1
	pcm := make([]int16, int(clipLength.Seconds())*rate*channels)
	microphone := testsignal.NewMicrophone()
	for block := 0; block < len(pcm); block += rate / 100 {
		at := time.Duration(block) * time.Second / rate
		microphone.Read(pcm[block:block+rate/100], channels, time.Unix(0, 0).Add(at))
	}
	path = filepath.Join(t.TempDir(), "speech.wav")
	write(t, path, func(w io.Writer) error {
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
func write(t testing.TB, path string, fill func(io.Writer) error) {
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
