// Package block cuts files into blocks and hashes them: PROTOCOL.md, section 5.
package block

const (
	// MinSize is the length of the blocks of small files, in bytes.
	MinSize = 256 << 10
	// MaxSize is the length of the blocks of huge ones.
	MaxSize = 1 << 20
	// perFile is how many blocks a file has before they become larger. It
	// keeps the list of hashes of a file of 64 GiB at 2 MiB.
	perFile = 1 << 16
)

// Size returns the length of the blocks of a file of size bytes, the last one
// excepted.
func Size(size int64) int64 {
	length := int64(MinSize)
	for length < MaxSize && size > length*perFile {
		length *= 2
	}
	return length
}

// Count returns how many blocks a file of size bytes has.
func Count(size int64) int64 {
	length := Size(size)
	return size/length + min(1, size%length)
}

// Length returns how long a block of a file of size bytes is, and 0 if there
// is no such block.
func Length(size, index int64) int {
	if index < 0 || index >= Count(size) {
		return 0
	}
	length := Size(size)
	return int(min(length, size-index*length))
}
