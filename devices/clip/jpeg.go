package clip

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"parley/call/media/frame"
	"parley/call/media/video"
)

// Markers of JPEG (ITU-T T.81 table B.1), the second byte behind 0xff.
const (
	jpegStart   = 0xd8
	jpegEnd     = 0xd9
	jpegScan    = 0xda
	jpegRestart = 0xd0 // to 0xd7
	jpegTEM     = 0x01
	// maxJPEG bounds one picture, in bytes.
	maxJPEG = 16 << 20
)

// jpegs are pictures one behind the other, as cameras and "ffmpeg -f mjpeg"
// write them. Such a file does not know its rate.
type jpegs struct {
	reader  *bufio.Reader
	picture []byte
}

func openJPEGs(r *bufio.Reader) (reel, error) { return &jpegs{reader: r}, nil }

func (j *jpegs) interval() time.Duration { return usualInterval }

func (j *jpegs) next(pool *frame.VideoPool) (*frame.Video, error) {
	if err := j.read(); err != nil {
		return nil, err
	}
	return decode(pool, j.picture)
}

func decode(pool *frame.VideoPool, picture []byte) (*frame.Video, error) {
	v, err := video.Decode(pool, video.Raw{Data: picture, Format: video.MJPEG})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return v, nil
}

// read collects the bytes from one start marker to its end marker.
func (j *jpegs) read() error {
	j.picture = j.picture[:0]
	first, err := j.marker()
	if err != nil {
		return err
	}
	if first != jpegStart {
		return fmt.Errorf("%w: JPEG begins with marker %#x", ErrFormat, first)
	}
	for {
		marker, err := j.marker()
		if err != nil {
			return cutOff(err)
		}
		if marker == jpegEnd {
			return nil
		}
		if err := j.segment(marker); err != nil {
			return cutOff(err)
		}
	}
}

// cutOff tells the end of the file within a picture from that behind one.
func cutOff(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// marker reads a marker, with the fill bytes that may come before it.
func (j *jpegs) marker() (byte, error) {
	c, err := j.take()
	if err != nil {
		return 0, err
	}
	if c != 0xff {
		return 0, fmt.Errorf("%w: no JPEG marker where one belongs", ErrFormat)
	}
	for c == 0xff {
		if c, err = j.take(); err != nil {
			return 0, cutOff(err)
		}
	}
	return c, nil
}

// segment reads what belongs to a marker; behind the head of a scan that is
// everything up to the next marker.
func (j *jpegs) segment(marker byte) error {
	if marker == jpegTEM || marker >= jpegRestart && marker < jpegStart {
		return nil
	}
	high, err := j.take()
	if err != nil {
		return err
	}
	low, err := j.take()
	if err != nil {
		return err
	}
	for range int(binary.BigEndian.Uint16([]byte{high, low})) - 2 {
		if _, err := j.take(); err != nil {
			return err
		}
	}
	if marker == jpegScan {
		return j.scan()
	}
	return nil
}

// scan reads coded data up to the next marker, where 0xff is followed by 0 or
// a restart marker.
func (j *jpegs) scan() error {
	for {
		next, err := j.reader.Peek(2)
		if err != nil {
			return err
		}
		if next[0] == 0xff && next[1] != 0 && next[1]&^7 != jpegRestart {
			return nil
		}
		if _, err := j.take(); err != nil {
			return err
		}
	}
}

// take moves one byte to the picture.
func (j *jpegs) take() (byte, error) {
	if len(j.picture) == maxJPEG {
		return 0, ErrTooLarge
	}
	c, err := j.reader.ReadByte()
	if err == nil {
		j.picture = append(j.picture, c)
	}
	return c, err
}
