package clip

import (
	"encoding/binary"
	"os"

	"parley/call/media/frame"
)

// WAVWriter writes sound at frame.SampleRate to a file that is whole at every
// second, whatever happens to the program. It belongs to one goroutine.
type WAVWriter struct {
	file     *os.File
	channels int
	buffer   []byte
	written  int64 // bytes of samples in the file
	settled  int64 // of them known to the header
}

const wavHeader = 44

// CreateWAV starts a file, or empties the one that is there. The caller closes
// the writer.
func CreateWAV(path string, channels int) (*WAVWriter, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	w := &WAVWriter{file: file, channels: channels}
	if err := w.settle(); err != nil {
		_ = file.Close()
		return nil, err
	}
	return w, nil
}

// Write adds interleaved samples. They reach the file after a tenth of a
// second at most.
func (w *WAVWriter) Write(pcm []int16) error {
	for _, s := range pcm {
		w.buffer = binary.LittleEndian.AppendUint16(w.buffer, uint16(s))
	}
	if int64(len(w.buffer)) < w.perSecond()/10 {
		return nil
	}
	return w.flush()
}

func (w *WAVWriter) perSecond() int64 { return int64(w.channels) * 2 * frame.SampleRate }

func (w *WAVWriter) flush() error {
	_, err := w.file.WriteAt(w.buffer, wavHeader+w.written)
	if err != nil {
		return err
	}
	w.written += int64(len(w.buffer))
	w.buffer = w.buffer[:0]
	if w.written-w.settled < w.perSecond() {
		return nil
	}
	return w.settle()
}

// settle writes the header for the samples that are there. Sizes beyond 32
// bits stay at their maximum, which readers take for "to the end".
func (w *WAVWriter) settle() error {
	size := func(n int64) uint32 { return uint32(min(n, 1<<32-1)) }
	block := 2 * w.channels
	h := make([]byte, 0, wavHeader)
	h = append(h, "RIFF"...)
	h = binary.LittleEndian.AppendUint32(h, size(w.written+wavHeader-8))
	h = append(h, "WAVEfmt "...)
	h = binary.LittleEndian.AppendUint32(h, 16)
	h = binary.LittleEndian.AppendUint16(h, tagPCM)
	h = binary.LittleEndian.AppendUint16(h, uint16(w.channels))
	h = binary.LittleEndian.AppendUint32(h, frame.SampleRate)
	h = binary.LittleEndian.AppendUint32(h, uint32(block*frame.SampleRate))
	h = binary.LittleEndian.AppendUint16(h, uint16(block))
	h = binary.LittleEndian.AppendUint16(h, 16)
	h = append(h, "data"...)
	h = binary.LittleEndian.AppendUint32(h, size(w.written))
	w.settled = w.written
	_, err := w.file.WriteAt(h, 0)
	return err
}

// Close writes what is left.
func (w *WAVWriter) Close() error {
	err := w.flush()
	if settled := w.settle(); err == nil {
		err = settled
	}
	if closed := w.file.Close(); err == nil {
		err = closed
	}
	return err
}
