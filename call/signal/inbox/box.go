package inbox

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"parley/call/identity"
)

// Config is what a Box works with.
type Config struct {
	Server   string // an origin, such as https://example.org
	Identity *identity.Identity
	Keys     *Keys
	// Allow says whether the person wants to hear a key: a contact who is not
	// blocked. It may be called from any goroutine.
	Allow func(identity.Key) bool
	// Hidden keeps contacts from seeing that this device is there.
	Hidden bool
	// Seen knows what came to the boxes before this one; nil stands for none.
	Seen *Seen
	// HTTP reaches the server; nil stands for the default client.
	HTTP *http.Client
	// Logger gets what nobody needs to be told; nil drops it.
	Logger *slog.Logger
	// Now is the clock; nil stands for time.Now.
	Now func() time.Time
}

// Box is this device's inbox. It comes back when the connection to the server is
// lost.
type Box struct {
	cfg      Config
	messages chan Message
	cancel   context.CancelFunc
	running  sync.WaitGroup

	mu     sync.Mutex
	online bool
}

// maxUntaken is how many messages wait to be taken; more are dropped.
const maxUntaken = 16

// Open keeps an inbox open until Close.
func Open(cfg Config) *Box {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Seen == nil {
		cfg.Seen = new(Seen)
	}
	ctx, cancel := context.WithCancel(context.Background())
	b := &Box{cfg: cfg, messages: make(chan Message, maxUntaken), cancel: cancel}
	b.running.Go(func() { b.run(ctx) })
	return b
}

// Messages delivers what may be heard, each once. It is closed by Close.
func (b *Box) Messages() <-chan Message { return b.messages }

// Online reports whether the inbox is open at its server now.
func (b *Box) Online() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.online
}

// Close leaves the server. It may be called any number of times.
func (b *Box) Close() error {
	b.cancel()
	b.running.Wait()
	return nil
}

// Waits between two tries to come back, each a random half more or less.
const (
	backFirst = 500 * time.Millisecond
	backMost  = time.Minute
)

func (b *Box) run(ctx context.Context) {
	defer close(b.messages)
	wait := backFirst
	for ctx.Err() == nil {
		begun := time.Now()
		err := b.visit(ctx)
		b.setOnline(false)
		if time.Since(begun) >= backMost {
			wait = backFirst
		}
		b.cfg.Logger.Debug("the inbox is away", "error", err)
		select {
		case <-time.After(wait/2 + rand.N(wait)):
		case <-ctx.Done():
		}
		wait = min(2*wait, backMost)
	}
}

func (b *Box) setOnline(yes bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.online = yes
}

// take delivers a message that may be heard, and drops any other.
func (b *Box) take(sealed []byte) {
	m, err := b.unseal(sealed)
	// Who is not heard takes no room among those that are remembered.
	if err != nil || b.cfg.Allow == nil || !b.cfg.Allow(m.From) || !b.cfg.Seen.fresh(m.ID, m.At, b.cfg.Now()) {
		b.cfg.Logger.Debug("a message was dropped", "error", err)
		return
	}
	select {
	case b.messages <- m:
	default:
		b.cfg.Logger.Warn("a message was dropped that nobody took")
	}
}

// unseal opens a message with the newest prekey that does.
func (b *Box) unseal(sealed []byte) (m Message, err error) {
	for _, private := range b.cfg.Keys.private() {
		if m, err = open(b.cfg.Identity.Key(), private, sealed, b.cfg.Now()); err == nil {
			return m, nil
		}
	}
	return Message{}, err
}
