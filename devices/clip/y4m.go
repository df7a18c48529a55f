package clip

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"parley/call/media/frame"
)

// y4m is the format of mjpegtools (man 5 yuv4mpeg): a line of parameters, and
// for each picture a line and its planes.
type y4m struct {
	reader        *bufio.Reader
	width, height int
	every         time.Duration
	fullRange     bool
}

const (
	y4mMagic = "YUV4MPEG2"
	// longestLine bounds both kinds of lines, in bytes.
	longestLine = 1024
)

func openY4M(r *bufio.Reader) (reel, error) {
	line, err := readLine(r)
	if err != nil {
		return nil, err
	}
	y := &y4m{reader: r, every: usualInterval}
	for _, word := range strings.Fields(strings.TrimPrefix(line, y4mMagic)) {
		if err := y.parameter(word[0], word[1:]); err != nil {
			return nil, err
		}
	}
	if y.width <= 0 || y.height <= 0 {
		return nil, fmt.Errorf("%w: Y4M without a size", ErrFormat)
	}
	if y.width > frame.MaxWidth || y.height > frame.MaxHeight {
		return nil, ErrTooLarge
	}
	return y, nil
}

// readLine returns a line without its end.
func readLine(r *bufio.Reader) (string, error) {
	var line []byte
	for len(line) < longestLine {
		c, err := r.ReadByte()
		if err != nil {
			return "", err
		}
		if c == '\n' {
			return string(line), nil
		}
		line = append(line, c)
	}
	return "", fmt.Errorf("%w: endless line", ErrFormat)
}

func (y *y4m) parameter(name byte, value string) (err error) {
	switch name {
	case 'W':
		y.width, err = strconv.Atoi(value)
	case 'H':
		y.height, err = strconv.Atoi(value)
	case 'F':
		y.every, err = y4mInterval(value)
	case 'I':
		if value != "p" && value != "?" {
			err = fmt.Errorf("interlaced %q", value)
		}
	case 'C':
		// The kinds of 4:2:0 differ just in where chroma samples lie.
		switch value {
		case "420", "420jpeg", "420mpeg2", "420paldv":
		default:
			err = fmt.Errorf("colours %q", value)
		}
	case 'X':
		y.fullRange = y.fullRange || value == "COLORRANGE=FULL"
	}
	if err != nil {
		return fmt.Errorf("%w: Y4M: %w", ErrFormat, err)
	}
	return nil
}

// y4mInterval reads a rate such as 30000:1001; 0:0 means unknown.
func y4mInterval(value string) (time.Duration, error) {
	above, below, _ := strings.Cut(value, ":")
	pictures, err := strconv.ParseUint(above, 10, 31)
	if err != nil {
		return 0, err
	}
	seconds, err := strconv.ParseUint(below, 10, 31)
	if err != nil {
		return 0, err
	}
	if pictures == 0 {
		return usualInterval, nil
	}
	return clampInterval(time.Duration(float64(seconds) / float64(pictures) * float64(time.Second))), nil
}

func (y *y4m) interval() time.Duration { return y.every }

func (y *y4m) next(pool *frame.VideoPool) (*frame.Video, error) {
	line, err := readLine(y.reader)
	if err != nil {
		return nil, err
	}
	if line != "FRAME" && !strings.HasPrefix(line, "FRAME ") {
		return nil, fmt.Errorf("%w: no picture where one begins", ErrFormat)
	}
	v := pool.Get(y.width, y.height)
	if err := y.read(v); err != nil {
		v.Release()
		return nil, err
	}
	return v, nil
}

func (y *y4m) read(v *frame.Video) error {
	widthUV, heightUV := (v.Width+1)/2, (v.Height+1)/2
	for _, p := range []struct {
		pixels                []byte
		stride, width, height int
		fit                   *[256]byte
	}{
		{v.Y, v.StrideY, v.Width, v.Height, &limitedLuma},
		{v.U, v.StrideUV, widthUV, heightUV, &limitedChroma},
		{v.V, v.StrideUV, widthUV, heightUV, &limitedChroma},
	} {
		for row := range p.height {
			line := p.pixels[row*p.stride:][:p.width]
			if _, err := io.ReadFull(y.reader, line); err != nil {
				return io.ErrUnexpectedEOF
			}
			if y.fullRange {
				narrow(line, p.fit)
			}
		}
	}
	return nil
}

// limitedLuma and limitedChroma map full range to BT.601's limited range.
var (
	limitedLuma   = limited(16, 219)
	limitedChroma = limited(16, 224)
)

func limited(from, width int) (table [256]byte) {
	for i := range table {
		table[i] = byte(from + (i*width+127)/255)
	}
	return table
}

func narrow(line []byte, table *[256]byte) {
	for i, value := range line {
		line[i] = table[value]
	}
}
