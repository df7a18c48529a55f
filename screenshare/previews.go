package screenshare

import (
	"image"
	"sync"
)

// Previews draws small pictures of sources, for a picker. It is safe for
// concurrent use.
type Previews struct {
	system previewer
	mu     sync.Mutex // held while system works
	closed bool
}

// OpenPreviews connects to the desktop. Explain tells what its error means. The
// caller closes the Previews.
func OpenPreviews() (*Previews, error) {
	system, err := openPreviews()
	if err != nil {
		return nil, err
	}
	return &Previews{system: system}, nil
}

// Draw returns a picture of the source with an ID of List that fits into width
// by height pixels, with its own aspect. It is the very same as last time when nothing
// has changed, and must not be written. A covered window that was never drawn
// before may need a moment to show all of itself.
func (p *Previews) Draw(id string, width, height int) (*image.RGBA, error) {
	t, err := parseID(id)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, ErrNoDesktop
	}
	return p.system.draw(t, max(2, width), max(2, height))
}

// Close ends the connection. It is idempotent.
func (p *Previews) Close() {
	p.system.interrupt()
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.system.close()
		p.closed = true
	}
}
