package known

import (
	"slices"

	"parley/call/identity"
	"parley/call/signal/inbox"
	"parley/call/signal/invite"
)

// Ring says that a contact waits behind a link, or, when Over, no longer does.
type Ring struct {
	From identity.Key
	Link invite.Link
	Over bool
}

// Doubt is about a server that the person does not know: a contact rings by way
// of it, or has their inbox there. Nothing was asked of that server.
type Doubt struct {
	From   identity.Key
	Server string      // an origin
	Link   invite.Link // of who rings; else zero
}

// mostDoubts is how many doubts wait to be taken; more are dropped.
const mostDoubts = 4

// Rings delivers who rings here. The same ring comes again while it lasts. It
// is closed by Close.
func (d *Desk) Rings() <-chan Ring { return d.rings }

// Doubts delivers the servers that the person has to decide about. It is closed
// by Close.
func (d *Desk) Doubts() <-chan Doubt { return d.doubts }

// mostRung is how many rings are remembered, so that they can be taken back.
const mostRung = 32

// rung are the rings that came last, the oldest first.
type rung []struct {
	id inbox.ID
	Ring
}

// take does what a message asks for.
func (d *Desk) take(m inbox.Message) {
	switch body := m.Body.(type) {
	case inbox.Ring:
		d.ring(m, body.Link)
	case inbox.Cancel:
		for _, r := range d.rung {
			if r.id == body.Ring && r.From == m.From {
				d.tell(Ring{From: r.From, Link: r.Link, Over: true})
			}
		}
	case inbox.NewCard:
		if _, err := d.Take(m.From, body.Text); err != nil {
			d.cfg.Logger.Debug("a card was dropped", "error", err)
		}
		hasten(d.again) // perhaps they are seen by it, and have not got ours
	}
}

func (d *Desk) ring(m inbox.Message, link string) {
	l, err := invite.Parse(link)
	if err != nil {
		d.cfg.Logger.Debug("a ring leads nowhere", "error", err)
		return
	}
	r := Ring{From: m.From, Link: l}
	if !d.trusts(l.Server()) {
		d.doubt(Doubt{m.From, l.Server(), l})
		return
	}
	if len(d.rung) >= mostRung {
		d.rung = slices.Delete(d.rung, 0, 1)
	}
	d.rung = append(d.rung, struct {
		id inbox.ID
		Ring
	}{m.ID, r})
	d.tell(r)
}

func (d *Desk) tell(r Ring) {
	select {
	case d.rings <- r:
	case <-d.ctx.Done():
	}
}

func (d *Desk) doubt(b Doubt) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return
	}
	select {
	case d.doubts <- b:
	default:
		d.cfg.Logger.Warn("a question about an unknown server was dropped")
	}
}
