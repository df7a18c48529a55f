package inbox

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"sync"

	"parley/transfer/block"
	"parley/transfer/wire"
)

// A journal says what of a transfer is here. Each record is one write at the
// end of a file:
//
//	kind (1)   length of the payload (2)   payload   CRC-32C of all before (4)
//
// A record that is cut short or damaged ends the journal: what it would have
// said is fetched again.
//
// When things reach the disk. A program that is killed loses nothing that it
// wrote; only a computer that loses power does. So nothing is synced while
// content comes in: after a restart every file that is not in its place yet is
// read and compared with the hashes here, and what the disk lost is fetched
// again. Before something is moved into place, its content and the journal are
// synced, after it the folder that it was moved to (see placer).

// kind is the kind of a record.
type kind byte

const (
	named   kind = 'N' // an entry is about to be made, or made anew, under this name
	written kind = 'B' // a block of the entry named last is written
	zeroed  kind = 'Z' // blocks of the entry named last hold zeros
	ended   kind = 'E' // the entry named last is complete
	skipped kind = 'S' // the entry named last is left out
	moving  kind = 'M' // an item is about to be moved into place under this name
	moved   kind = 'P' // it is in its place
)

// record is one record; which fields matter depends on the kind.
type record struct {
	kind  kind
	entry uint32      // named, moving, moved
	name  string      // named, moving, moved
	index int64       // written, zeroed
	count int64       // zeroed
	hash  block.Hash  // written
	why   wire.Reason // skipped
}

const (
	recordHead  = 3
	maxRecord   = 4 + 255
	recordCheck = 4
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func (r *record) append(b []byte) []byte {
	start := len(b)
	b = append(b, byte(r.kind), 0, 0)
	switch r.kind {
	case named, moving, moved:
		b = binary.BigEndian.AppendUint32(b, r.entry)
		b = append(b, r.name...)
	case written:
		b = binary.BigEndian.AppendUint64(b, uint64(r.index))
		b = append(b, r.hash[:]...)
	case zeroed:
		b = binary.BigEndian.AppendUint64(b, uint64(r.index))
		b = binary.BigEndian.AppendUint64(b, uint64(r.count))
	case skipped:
		b = append(b, byte(r.why))
	case ended:
	}
	binary.BigEndian.PutUint16(b[start+1:], uint16(len(b)-start-recordHead))
	return binary.BigEndian.AppendUint32(b, crc32.Checksum(b[start:], castagnoli))
}

// parse reads a payload; false if it is none.
func (r *record) parse(payload []byte) bool {
	switch r.kind {
	case named, moving, moved:
		if len(payload) <= 4 {
			return false
		}
		r.entry, r.name = binary.BigEndian.Uint32(payload), string(payload[4:])
	case written:
		if len(payload) != 8+len(r.hash) {
			return false
		}
		r.index = int64(binary.BigEndian.Uint64(payload))
		copy(r.hash[:], payload[8:])
	case zeroed:
		if len(payload) != 16 {
			return false
		}
		r.index, r.count = int64(binary.BigEndian.Uint64(payload)), int64(binary.BigEndian.Uint64(payload[8:]))
	case skipped:
		if len(payload) != 1 {
			return false
		}
		r.why = wire.Reason(payload[0])
	case ended:
		return len(payload) == 0
	default:
		return false
	}
	return r.index >= 0 && r.count >= 0 && r.index+r.count >= r.index
}

// journalReader reads records until the first that is not whole.
type journalReader struct {
	stream *bufio.Reader
	room   [recordHead + maxRecord + recordCheck]byte
}

func newJournalReader(stream io.Reader) *journalReader {
	return &journalReader{stream: bufio.NewReaderSize(stream, 64<<10)}
}

// next returns the next record, false after the last whole one.
func (j *journalReader) next() (record, bool) {
	if _, err := io.ReadFull(j.stream, j.room[:recordHead]); err != nil {
		return record{}, false
	}
	length := int(binary.BigEndian.Uint16(j.room[1:]))
	if length > maxRecord {
		return record{}, false
	}
	end := recordHead + length
	if _, err := io.ReadFull(j.stream, j.room[recordHead:end+recordCheck]); err != nil {
		return record{}, false
	}
	if crc32.Checksum(j.room[:end], castagnoli) != binary.BigEndian.Uint32(j.room[end:]) {
		return record{}, false
	}
	r := record{kind: kind(j.room[0])}
	return r, r.parse(j.room[recordHead:end])
}

// journal appends records. It is used by whoever receives and by the placer.
type journal struct {
	mu   sync.Mutex
	file *os.File
	room []byte
}

func (j *journal) add(r *record) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.room = r.append(j.room[:0])
	if _, err := j.file.Write(j.room); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}

func (j *journal) sync() error { return j.file.Sync() }

func (j *journal) close() error { return j.file.Close() }
