package clip

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"parley/call/media/frame"
)

// Film is a file of pictures that starts again at its end. It belongs to one
// goroutine.
type Film struct {
	file    io.ReadSeekCloser
	reader  *bufio.Reader
	open    func(*bufio.Reader) (reel, error)
	reel    reel
	started bool // the reel gave a picture since it was opened
}

// reel reads a film once from its beginning; it ends with io.EOF.
type reel interface {
	next(*frame.VideoPool) (*frame.Video, error)
	interval() time.Duration
}

// Intervals between pictures that a file may ask for, and what is taken when
// it does not.
const (
	shortestInterval = time.Second / 120
	longestInterval  = 10 * time.Second
	usualInterval    = time.Second / 30
)

// OpenFilm opens a Y4M file, an AVI file of JPEG pictures, or a file of JPEG
// pictures one behind the other. The caller closes it.
func OpenFilm(path string) (*Film, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	f, err := newFilm(file)
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return f, nil
}

func newFilm(file io.ReadSeekCloser) (*Film, error) {
	f := &Film{file: file, reader: bufio.NewReaderSize(file, 1<<16)}
	start, _ := f.reader.Peek(12)
	switch {
	case len(start) >= 9 && string(start[:9]) == y4mMagic:
		f.open = openY4M
	case len(start) == 12 && string(start[:4]) == "RIFF" && string(start[8:]) == "AVI ":
		f.open = openAVI
	case len(start) >= 2 && start[0] == 0xff && start[1] == jpegStart:
		f.open = openJPEGs
	default:
		return nil, fmt.Errorf("%w: neither Y4M nor JPEG nor AVI", ErrFormat)
	}
	var err error
	f.reel, err = f.open(f.reader)
	return f, err
}

// Interval is the time from the picture that Next gave last to the next one.
func (f *Film) Interval() time.Duration { return f.reel.interval() }

// Next returns the next picture, from pool; the caller releases it. A film
// whose end is cut off starts again before it.
func (f *Film) Next(pool *frame.VideoPool) (*frame.Video, error) {
	v, err := f.reel.next(pool)
	if f.started && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)) {
		if err = f.rewind(); err == nil {
			v, err = f.reel.next(pool)
		}
	}
	if err != nil {
		return nil, readable(err)
	}
	f.started = true
	return v, nil
}

func (f *Film) rewind() (err error) {
	if _, err = f.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	f.started = false
	f.reader.Reset(f.file)
	f.reel, err = f.open(f.reader)
	return err
}

// Close closes the file.
func (f *Film) Close() error { return f.file.Close() }

// readable makes an end within a picture an error of the format.
func readable(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: it ends before its first picture does", ErrFormat)
	}
	return err
}

func clampInterval(d time.Duration) time.Duration {
	if d <= 0 {
		return usualInterval
	}
	return min(max(d, shortestInterval), longestInterval)
}
