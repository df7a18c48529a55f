package inbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"parley/transfer/block"
	"parley/transfer/manifest"
	"parley/transfer/wire"
)

// part is the file that is being received. Its blocks come in order; holes are
// those below the next one that turned out to be damaged.
type part struct {
	entry  uint32
	about  manifest.Entry
	name   string   // in its folder
	file   *os.File // nil until something is written
	extent int64    // what is on the disk beyond this offset is nothing
	hashes []block.Hash
	holes  []int64 // ascending
	dirty  int64   // bytes since the disk was last asked to write
	again  bool    // its hash was wrong once, and it is fetched again
}

const (
	// writeBehind is how often the disk is asked to begin with what was
	// written, so that little is left to do when the file is complete.
	writeBehind = 8 << 20
	// remembered is how long a file may be to stay in memory whole, where a
	// program finds it that opens it next. Of a longer one memory is given
	// back as the disk takes over: the file does not push out what others
	// use, and the same few pages are written again and again, which costs a
	// fraction of what fresh ones do.
	remembered = 64 << 20
)

// next returns the block that must come next, or the count of blocks.
func (p *part) next() int64 {
	if len(p.holes) > 0 {
		return p.holes[0]
	}
	return int64(len(p.hashes))
}

// bytes returns how much of the file is here.
func (p *part) bytes() int64 {
	have := min(int64(len(p.hashes))*block.Size(p.about.Size), p.about.Size)
	for _, hole := range p.holes {
		have -= int64(block.Length(p.about.Size, hole))
	}
	return have
}

// note takes what the journal says of count blocks from index on. False says
// that this cannot be.
func (p *part) note(index, count int64, h block.Hash) bool {
	if count > block.Count(p.about.Size)-index || index > int64(len(p.hashes))+wire.MaxHoles {
		return false
	}
	for int64(len(p.hashes)) < index {
		p.holes = append(p.holes, int64(len(p.hashes)))
		p.hashes = append(p.hashes, block.Hash{})
	}
	for i := index; i < index+count; i++ {
		if i == int64(len(p.hashes)) {
			p.hashes = append(p.hashes, h)
			continue
		}
		p.hashes[i] = h
		p.holes = slices.DeleteFunc(p.holes, func(hole int64) bool { return hole == i })
	}
	return true
}

// take notes the hash of the next block.
func (p *part) take(h block.Hash) {
	if len(p.holes) > 0 {
		p.hashes[p.holes[0]] = h
		p.holes = p.holes[1:]
		return
	}
	p.hashes = append(p.hashes, h)
}

// open opens the file, which this transfer made, or will.
func (p *part) open(here *os.Root) error {
	if p.file != nil {
		return nil
	}
	file, err := here.OpenFile(p.name, os.O_RDWR|os.O_CREATE|noFollow, 0o666)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		file.Close()
		return errors.Join(err, fmt.Errorf("%s is no file any more", p.name))
	}
	p.file, p.extent = file, info.Size()
	return nil
}

// write puts a block in its place.
func (p *part) write(index int64, data []byte) error {
	offset := index * block.Size(p.about.Size)
	if _, err := p.file.WriteAt(data, offset); err != nil {
		return err
	}
	p.extent = max(p.extent, offset+int64(len(data)))
	if p.dirty += int64(len(data)); p.dirty >= writeBehind {
		p.settle(offset + int64(len(data)))
		p.dirty = 0
	}
	return nil
}

// settle has the disk begin with what was written up to an offset. What it was
// asked for before is written by now, most of the time, and can be forgotten.
func (p *part) settle(end int64) {
	if p.about.Size <= remembered {
		startWriting(p.file)
		return
	}
	start := max(0, end-4*writeBehind)
	forget(p.file, start, end-start)
}

// zero makes a block hold zeros. Beyond the extent it does already.
func (p *part) zero(index int64) error {
	offset := index * block.Size(p.about.Size)
	length := min(int64(block.Length(p.about.Size, index)), p.extent-offset)
	if length <= 0 {
		return nil
	}
	buffer := block.NewBuffer(int(length))
	defer buffer.Release()
	clear(buffer.Data)
	return p.write(index, buffer.Data)
}

// finish gives the complete file its length, and closes it with its mode and
// time.
func (p *part) finish(here *os.Root) error {
	if err := p.file.Truncate(p.about.Size); err != nil {
		return err
	}
	if p.about.Mode&0o200 == 0 {
		info, err := p.file.Stat()
		if err != nil {
			return err
		}
		if err := p.file.Chmod(info.Mode().Perm() &^ 0o222); err != nil {
			return err
		}
	}
	if err := p.close(); err != nil {
		return err
	}
	return here.Chtimes(p.name, time.Time{}, sensible(p.about.Modified))
}

func (p *part) close() error {
	if p.file == nil {
		return nil
	}
	file := p.file
	p.file = nil
	return file.Close()
}

// verify reads the blocks that the journal says are here, and keeps those that
// are: hashes up to the last good one, and holes for the bad ones below. It
// reports whether the file, had it been complete, still is.
func (p *part) verify(here *os.Root, hasher *block.Hasher) (bool, error) {
	file, err := here.OpenFile(p.name, os.O_RDONLY|noFollow, 0)
	if errors.Is(err, fs.ErrNotExist) {
		p.hashes, p.holes = nil, nil
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return false, err
	}
	claimed, holes := len(p.hashes), p.holes
	p.holes = nil
	buffer := block.NewBuffer(block.MaxSize)
	defer buffer.Release()
	for index := range int64(claimed) {
		if slices.Contains(holes, index) || !p.holds(file, info.Size(), index, hasher, buffer.Data) {
			p.holes = append(p.holes, index)
		}
	}
	good := len(p.holes) == 0 && info.Size() == p.about.Size
	p.trim()
	return good, nil
}

// holds reports whether a block is what the journal says.
func (p *part) holds(file *os.File, extent, index int64, hasher *block.Hasher, room []byte) bool {
	length := block.Length(p.about.Size, index)
	offset := index * block.Size(p.about.Size)
	if p.hashes[index] == (block.Hash{}) && offset >= extent {
		return true // a hole of the file, beyond its end so far
	}
	room = room[:length]
	n, _ := file.ReadAt(room, offset)
	if p.hashes[index] != (block.Hash{}) && n != length {
		return false
	}
	return hasher.Block(p.entry, index, room[:n]) == p.hashes[index]
}

// trim drops holes at the end, where they are just what comes next, and all
// beyond as many holes as can be asked for.
func (p *part) trim() {
	if len(p.holes) > wire.MaxHoles {
		p.hashes = p.hashes[:p.holes[wire.MaxHoles]]
		p.holes = p.holes[:wire.MaxHoles]
	}
	for n := len(p.holes); n > 0 && p.holes[n-1] == int64(len(p.hashes))-1; n-- {
		p.hashes, p.holes = p.hashes[:len(p.hashes)-1], p.holes[:n-1]
	}
}
