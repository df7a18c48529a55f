package clip

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"time"

	"parley/call/media/frame"
)

// avi is a film of JPEG pictures in Microsoft's container ("AVI RIFF File
// Reference"). Lists are walked as if their chunks lay one behind the other;
// all but the main header and pictures is skipped.
type avi struct {
	reader  *bufio.Reader
	every   time.Duration
	picture []byte
}

// mainHeader is the least length of the chunk "avih"; it begins with the
// interval in µs.
const mainHeader = 4

func openAVI(r *bufio.Reader) (reel, error) {
	if _, err := r.Discard(12); err != nil {
		return nil, cutOff(err)
	}
	return &avi{reader: r, every: usualInterval}, nil
}

func (a *avi) interval() time.Duration { return a.every }

func (a *avi) next(pool *frame.VideoPool) (*frame.Video, error) {
	for {
		var head [8]byte
		if _, err := io.ReadFull(a.reader, head[:]); err != nil {
			return nil, io.EOF
		}
		name, size := string(head[:4]), int64(binary.LittleEndian.Uint32(head[4:]))
		switch {
		case name == "LIST" || name == "RIFF":
			size = 4 // its type; its chunks follow
		case name == "avih":
			if err := a.header(&size); err != nil {
				return nil, err
			}
		case name[2:] == "dc" && size > 0:
			return a.read(pool, size)
		}
		if err := skip(a.reader, size+size%2); err != nil {
			return nil, err
		}
	}
}

// header reads the interval and takes it off size.
func (a *avi) header(size *int64) error {
	var micros [mainHeader]byte
	if *size < mainHeader {
		return fmt.Errorf("%w: short AVI header", ErrFormat)
	}
	if _, err := io.ReadFull(a.reader, micros[:]); err != nil {
		return cutOff(err)
	}
	a.every = clampInterval(time.Duration(binary.LittleEndian.Uint32(micros[:])) * time.Microsecond)
	*size -= mainHeader
	return nil
}

func (a *avi) read(pool *frame.VideoPool, size int64) (*frame.Video, error) {
	if size > maxJPEG {
		return nil, ErrTooLarge
	}
	if int64(cap(a.picture)) < size {
		a.picture = make([]byte, size)
	}
	a.picture = a.picture[:size]
	if _, err := io.ReadFull(a.reader, a.picture); err != nil {
		return nil, io.ErrUnexpectedEOF
	}
	_, _ = a.reader.Discard(int(size % 2)) // padding, which the last may lack
	return decode(pool, a.picture)
}

func skip(r *bufio.Reader, n int64) error {
	_, err := io.CopyN(io.Discard, r, n)
	return cutOff(err)
}
