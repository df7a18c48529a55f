package known

import (
	"context"
	"sync"
	"time"

	"parley/call/identity"
	"parley/call/signal/inbox"
)

const (
	// ringAgain is how often somebody is rung who does not come.
	ringAgain = 10 * time.Second
	// sendTime bounds one message, and with it how long Close takes.
	sendTime = 5 * time.Second
)

// Ring rings a contact to come to a link, where this side waits, until stop is
// called: with whether they came. It never waits.
func (d *Desk) Ring(key identity.Key, link string) (stop func(came bool)) {
	if !d.begin() {
		return func(bool) {}
	}
	r := ringing{desk: d, key: key, link: link, over: make(chan bool, 1)}
	go func() {
		defer d.work.Done()
		r.run()
	}()
	var once sync.Once
	return func(came bool) { once.Do(func() { r.over <- came }) }
}

// ringing is one person who is rung.
type ringing struct {
	desk *Desk
	key  identity.Key
	link string
	over chan bool // holds how it ended
	last inbox.ID  // zero before anything may have been sent
}

func (r *ringing) run() {
	again := time.NewTicker(ringAgain)
	defer again.Stop()
	for {
		if id := r.send(r.desk.ctx, inbox.Ring{Link: r.link}); id != (inbox.ID{}) {
			r.last = id
		}
		select {
		case <-again.C:
		case came := <-r.over:
			if !came {
				r.giveUp()
			}
			return
		case <-r.desk.ctx.Done():
			r.giveUp()
			return
		}
	}
}

// giveUp tells so, also while the desk is closed.
func (r *ringing) giveUp() {
	if r.last != (inbox.ID{}) {
		r.send(context.WithoutCancel(r.desk.ctx), inbox.Cancel{Ring: r.last})
	}
}

// send leaves a message by the newest card. One that failed may have come all the
// same, and so has an id.
func (r *ringing) send(ctx context.Context, body inbox.Body) inbox.ID {
	card, ok := r.desk.cardOf(r.key)
	if !ok {
		return inbox.ID{}
	}
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	id, err := r.desk.sender.Send(ctx, card, body)
	if err != nil {
		r.desk.cfg.Logger.Debug("nobody was rung", "error", err)
	}
	return id
}
