// Package known rings people who are known, across the internet, and hears when
// they ring: it keeps an inbox open (package inbox), exchanges cards with
// contacts, and asks which of them are there.
package known

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"parley/call/identity"
	"parley/call/signal/inbox"
)

// Wishes are what the person chose.
type Wishes struct {
	// Server is where this device has its inbox, an origin; empty for nowhere.
	Server string
	// Reachable keeps the inbox open.
	Reachable bool
	// Hidden keeps contacts from seeing that this device is there.
	Hidden bool
}

// Config is what a Desk works with.
type Config struct {
	Identity *identity.Identity
	Contacts *identity.Contacts
	Keys     *inbox.Keys
	// Save keeps the keys after they changed.
	Save func() error
	// Wishes returns what is in force. It must not wait.
	Wishes func() Wishes
	// Agreed says whether the person agreed to meet at a server; nil is no.
	Agreed func(server string) bool
	// HTTP reaches servers; nil stands for the default client.
	HTTP *http.Client
	// Logger gets what nobody needs to be told; nil drops it.
	Logger *slog.Logger
}

// Desk is where this device rings others and is rung. All methods may be called
// from any goroutine.
type Desk struct {
	cfg     Config
	sender  inbox.Sender
	ctx     context.Context
	cancel  context.CancelFunc
	work    sync.WaitGroup
	rings   chan Ring
	present chan []identity.Key // holds the newest
	doubts  chan Doubt
	renewed chan struct{} // holds one wish to open the inbox again
	again   chan struct{} // holds one wish to look around again
	seen    inbox.Seen
	rung    rung                     // belongs to run
	tried   map[identity.Key]attempt // to whom which card was sent; belongs to look

	mu     sync.Mutex
	card   own
	cards  map[identity.Key]kept
	nearby map[identity.Key]bool
	closed bool

	closing sync.Once
}

// lookEvery is how often it is asked who is there, and looked whether cards
// have changed.
const lookEvery = 30 * time.Second

// Open begins.
func Open(cfg Config) *Desk {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	ctx, cancel := context.WithCancel(context.Background())
	d := &Desk{
		cfg: cfg, sender: inbox.Sender{Identity: cfg.Identity, HTTP: cfg.HTTP}, ctx: ctx, cancel: cancel,
		rings: make(chan Ring), present: make(chan []identity.Key, 1), doubts: make(chan Doubt, mostDoubts),
		renewed: make(chan struct{}, 1), again: make(chan struct{}, 1), cards: make(map[identity.Key]kept), tried: make(map[identity.Key]attempt),
	}
	d.work.Go(d.run)
	d.work.Go(d.look)
	return d
}

// Settle heeds wishes that have changed.
func (d *Desk) Settle() { d.hasten() }

// Hurry looks whether the inbox is still reached: the network has changed.
func (d *Desk) Hurry() { d.hasten() }

func (d *Desk) hasten() {
	hasten(d.renewed)
	hasten(d.again)
}

// hasten leaves a wish, unless there is one.
func hasten(wish chan struct{}) {
	select {
	case wish <- struct{}{}:
	default: // it will anyway
	}
}

// Renew makes it worthless that contacts can see this device, because one of
// them was blocked; the others are given the new card.
func (d *Desk) Renew() {
	d.cfg.Keys.Renew()
	if err := d.cfg.Save(); err != nil {
		d.cfg.Logger.Warn("the keys of the inbox could not be kept", "error", err)
	}
	d.hasten()
}

// Close closes the inbox and waits, a few seconds at most. It may be called any
// number of times.
func (d *Desk) Close() error {
	d.closing.Do(func() {
		d.mu.Lock()
		d.closed = true
		d.mu.Unlock()
		d.cancel()
		d.work.Wait()
		close(d.rings)
		close(d.present)
		close(d.doubts)
	})
	return nil
}

// begin counts work that Close waits for; false when it is too late.
func (d *Desk) begin() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.closed {
		d.work.Add(1)
	}
	return !d.closed
}

// run keeps the inbox open and takes what comes.
func (d *Desk) run() {
	var box *inbox.Box
	defer func() { shut(box) }()
	box = d.open()
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		select {
		case m, ok := <-messages(box):
			if ok {
				d.take(m)
			}
		case <-tick.C:
			if d.rotate() {
				shut(box)
				box = d.open()
			}
		case <-d.renewed:
			shut(box)
			box = d.open()
		case <-d.ctx.Done():
			return
		}
	}
}

// open opens the inbox; nil when there shall be none.
func (d *Desk) open() *inbox.Box {
	d.rotate()
	w := d.cfg.Wishes()
	if w.Server == "" || !w.Reachable {
		return nil
	}
	return inbox.Open(inbox.Config{
		Server: w.Server, Identity: d.cfg.Identity, Keys: d.cfg.Keys, Allow: d.allows, Hidden: w.Hidden,
		Seen: &d.seen, HTTP: d.cfg.HTTP, Logger: d.cfg.Logger,
	})
}

// rotate makes new keys when it is time, and reports whether it did.
func (d *Desk) rotate() bool {
	changed, err := d.cfg.Keys.Rotate(time.Now())
	if changed && err == nil {
		err = d.cfg.Save()
	}
	if err != nil {
		d.cfg.Logger.Warn("the keys of the inbox could not be kept", "error", err)
	}
	return changed
}

func messages(box *inbox.Box) <-chan inbox.Message {
	if box == nil {
		return nil
	}
	return box.Messages()
}

func shut(box *inbox.Box) {
	if box != nil {
		_ = box.Close() // it has no fault to tell
	}
}

// allows says whether somebody is heard.
func (d *Desk) allows(key identity.Key) bool {
	contact, known := d.cfg.Contacts.Lookup(key.String())
	return known && !contact.Blocked
}
