package call

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"parley/ui/amount"
)

// The bounds of counting: what is above is said to be more. The sending
// itself has its own.
const (
	mostCounted  = 200_000 // files and folders
	longestCount = 10 * time.Second
)

// tally counts what a person is about to send, beside the window.
type tally struct {
	stop   context.CancelFunc
	done   sync.WaitGroup
	newest atomic.Pointer[count]
}

// count is what was counted so far.
type count struct {
	items      []counting // of what was chosen, in order, as far as begun
	files      int
	folders    int
	bytes      int64
	unreadable int
	more       bool // it was too much to count
	complete   bool
}

// counting is one file or folder that was chosen.
type counting struct {
	folder bool
	files  int
	bytes  int64
	gone   bool // it cannot be read
}

// newTally begins to count. Its owner closes it.
func newTally(paths []string) *tally {
	ctx, stop := context.WithTimeout(context.Background(), longestCount)
	t := &tally{stop: stop}
	t.newest.Store(&count{})
	t.done.Go(func() { t.run(ctx, paths) })
	return t
}

// now returns what was counted so far.
func (t *tally) now() *count { return t.newest.Load() }

// close ends the counting. It may be called any number of times.
func (t *tally) close() {
	t.stop()
	t.done.Wait()
}

func (t *tally) run(ctx context.Context, paths []string) {
	c := &count{}
	for _, path := range paths {
		c.items = append(c.items, counting{})
		t.walk(ctx, c, path)
		if c.more {
			break
		}
		t.publish(c)
	}
	c.complete = true
	t.publish(c)
}

// publish gives a copy away, which nobody changes.
func (t *tally) publish(c *count) {
	shared := *c
	shared.items = append([]counting(nil), c.items...)
	t.newest.Store(&shared)
}

func (t *tally) walk(ctx context.Context, c *count, path string) {
	item := &c.items[len(c.items)-1]
	info, err := os.Stat(path)
	if err != nil {
		item.gone = true
		c.unreadable++
		return
	}
	item.folder = info.IsDir()
	if !item.folder {
		item.files, item.bytes = 1, info.Size()
		c.files, c.bytes = c.files+1, c.bytes+info.Size()
		return
	}
	_ = filepath.WalkDir(path, func(_ string, d fs.DirEntry, err error) error { // what fails is counted
		if ctx.Err() != nil || c.files+c.folders >= mostCounted {
			c.more = true
			return filepath.SkipAll
		}
		t.add(c, item, d, err)
		return nil
	})
}

// add counts one entry of a folder.
func (t *tally) add(c *count, item *counting, d fs.DirEntry, err error) {
	if err != nil {
		c.unreadable++
		return
	}
	if d.IsDir() {
		c.folders++
		return
	}
	info, err := d.Info()
	if err != nil || !info.Mode().IsRegular() {
		return // a link or a device is not sent
	}
	item.files, item.bytes = item.files+1, item.bytes+info.Size()
	c.files, c.bytes = c.files+1, c.bytes+info.Size()
	if c.files%1000 == 0 {
		t.publish(c)
	}
}

// line says how much one of them is.
func (i counting) line() string {
	switch {
	case i.gone:
		return "It cannot be read"
	case i.folder:
		return plural(i.files, "file", "files") + " · " + amount.Bytes(i.bytes)
	}
	return amount.Bytes(i.bytes)
}

// sentence says how much it is in all; of what was chosen, so many are shown
// by name.
func (c *count) sentence(shown, chosen int) string {
	text := plural(c.files, "file", "files") + ", " + amount.Bytes(c.bytes)
	if shown > 0 && chosen > shown {
		text = fmt.Sprintf("And %d more. In all ", chosen-shown) + text
	}
	switch {
	case !c.complete:
		return "Counting: " + text
	case c.more:
		return text + ", and more than can be counted quickly."
	case c.unreadable > 0:
		return text + ". " + plural(c.unreadable, "of them cannot", "of them cannot") + " be read."
	}
	return text + "."
}
