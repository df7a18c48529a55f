package inbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// item is a thing that the person was sent: it is moved into place whole.
type item struct {
	entry  uint32
	name   string // in the private tree
	wish   string // the name that it should get
	target string // that it was about to get when the program ended, or ""
	folder bool
	placed bool
}

// batch is how many complete items wait for the placer. Then receiving waits
// too.
const batch = 256

// placer moves complete items into the downloads folder, in a goroutine of its
// own, since syncing takes as long as the disk wants. What is waiting is synced
// together.
type placer struct {
	journal   *journal
	tree      *os.Root
	downloads *os.Root
	queue     chan *item
	quit      chan struct{} // closed by close
	done      chan struct{} // closed when the goroutine has ended

	mu      sync.Mutex
	started bool
	backlog []*item // complete before the start
	out     Outcome
	err     error
}

func newPlacer(j *journal, tree, downloads *os.Root) *placer {
	return &placer{
		journal: j, tree: tree, downloads: downloads,
		queue: make(chan *item, batch), quit: make(chan struct{}), done: make(chan struct{}),
	}
}

// start begins with what place took so far; complete says that no more comes.
func (p *placer) start(complete bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.started = true
	if complete {
		close(p.queue)
	}
	go p.run(p.backlog)
	p.backlog = nil
}

// place takes an item that is complete.
func (p *placer) place(i *item) error {
	if !p.running() {
		p.backlog = append(p.backlog, i)
		return nil
	}
	select {
	case p.queue <- i:
		return nil
	case <-p.done:
		_, err := p.outcome()
		return errors.Join(err, os.ErrClosed)
	}
}

// end says that no more items come.
func (p *placer) end() {
	if p.running() {
		close(p.queue)
	}
}

func (p *placer) running() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.started
}

// close ends the goroutine and waits for it. What is not placed stays.
func (p *placer) close() {
	close(p.quit)
	<-p.done
	p.downloads.Close()
}

func (p *placer) outcome() (Outcome, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := p.out
	out.Placed = out.Placed[:len(out.Placed):len(out.Placed)]
	return out, p.err
}

func (p *placer) run(backlog []*item) {
	defer close(p.done)
	for len(backlog) > 0 {
		n := min(batch, len(backlog))
		if !p.settled(backlog[:n]) {
			return
		}
		backlog = backlog[n:]
	}
	for {
		select {
		case <-p.quit:
			return
		case first, more := <-p.queue:
			if !more {
				p.complete()
				return
			}
			if !p.settled(p.waiting(first)) {
				return
			}
		}
	}
}

func (p *placer) complete() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.out.Complete = true
}

// settled settles items and notes the error if that fails.
func (p *placer) settled(items []*item) bool {
	err := p.settle(items)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err = err
	return err == nil
}

// waiting returns an item with all that wait behind it.
func (p *placer) waiting(first *item) []*item {
	items := []*item{first}
	for len(items) < batch {
		select {
		case next, more := <-p.queue:
			if !more {
				return items
			}
			items = append(items, next)
		default:
			return items
		}
	}
	return items
}

// settle moves items in the order that survives a loss of power: names into
// the journal, content and journal to the disk, the moves, the folder to the
// disk, and the journal again.
func (p *placer) settle(items []*item) error {
	for _, i := range items {
		if err := p.choose(i, 0); err != nil {
			return err
		}
	}
	if err := p.flush(items); err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	for _, i := range items {
		if err := p.move(i); err != nil {
			return err
		}
	}
	if err := syncFolder(p.downloads); err != nil {
		return fmt.Errorf("sync %s: %w", p.downloads.Name(), err)
	}
	for _, i := range items {
		if err := p.journal.add(&record{kind: moved, entry: i.entry, name: i.target}); err != nil {
			return err
		}
		p.note(i.target)
	}
	return nil
}

func (p *placer) note(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out.PlacedCount++; len(p.out.Placed) < shownNames {
		p.out.Placed = append(p.out.Placed, filepath.Join(p.downloads.Name(), name))
	}
}

// choose finds a name that is free, and writes it down.
func (p *placer) choose(i *item, from int) error {
	for try := from; try < maxTries; try++ {
		i.target = numbered(i.wish, try, int(i.entry))
		if _, err := p.downloads.Lstat(i.target); errors.Is(err, fs.ErrNotExist) {
			return p.journal.add(&record{kind: moving, entry: i.entry, name: i.target})
		} else if err != nil {
			return err
		}
	}
	return fmt.Errorf("no name is left for %q", i.wish)
}

// flush brings what the items hold, and the journal, to the disk.
func (p *placer) flush(items []*item) error {
	if len(items) == 1 && !items[0].folder {
		if err := syncFile(p.tree, items[0].name); err != nil {
			return err
		}
		return p.journal.sync()
	}
	if err := syncAll(p.tree, items); err != nil {
		return err
	}
	return p.journal.sync()
}

// move gives an item the name that was chosen, or the next one if something
// else has got it by now.
func (p *placer) move(i *item) error {
	for try := 1; try < maxTries; try++ {
		err := rename(p.tree, i.name, p.downloads, i.target)
		if !errors.Is(err, fs.ErrExist) {
			return err
		}
		if err := p.choose(i, try); err != nil {
			return err
		}
		if err := p.journal.sync(); err != nil {
			return err
		}
	}
	return fmt.Errorf("no name is left for %q", i.wish)
}

func syncFile(root *os.Root, name string) error {
	file, err := root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

func syncFolder(root *os.Root) error { return syncFile(root, ".") }
