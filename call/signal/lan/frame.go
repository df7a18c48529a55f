package lan

import (
	"encoding/binary"
	"fmt"
	"io"

	"parley/call/signal"
)

// headerSize is the length before each message (PROTOCOL.md, section 6).
const headerSize = 4

// writeFrame sends one message in one write, so that TLS makes one record of a
// small one.
func writeFrame(w io.Writer, message []byte) error {
	frame := binary.BigEndian.AppendUint32(make([]byte, 0, headerSize+len(message)), uint32(len(message)))
	_, err := w.Write(append(frame, message...))
	return err
}

// readFrame receives one message of at most limit bytes. It holds no more
// memory than arrived, whatever length was announced. io.EOF means that the
// other side closed between two messages.
func readFrame(r io.Reader, limit int) ([]byte, error) {
	var header [headerSize]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return nil, err
	}
	size := int64(binary.BigEndian.Uint32(header[:]))
	if size == 0 || size > int64(limit) {
		return nil, fmt.Errorf("%w: message of %d bytes, at most %d", signal.ErrProtocol, size, limit)
	}
	message, err := io.ReadAll(io.LimitReader(r, size))
	if err == nil && int64(len(message)) < size {
		err = io.ErrUnexpectedEOF
	}
	return message, err
}
