package mesh

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/session"
	"parley/call/signal/known"
	"parley/call/signal/signaltest"
)

// book knows who is a contact, and takes any text for a card but "none".
type book struct {
	mu       sync.Mutex
	contacts map[identity.Key]bool
	blocks   map[identity.Key]bool
	card     string
	taken    []string
	gave     []string
}

func newBook(card string) *book {
	return &book{card: card, contacts: make(map[identity.Key]bool), blocks: make(map[identity.Key]bool)}
}

func (b *book) At(identity.Key) string { return "" }

func (b *book) Blocked(k identity.Key) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.blocks[k]
}

func (b *book) Card(k identity.Key) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.contacts[k] {
		return ""
	}
	return b.card
}

func (b *book) Gave(_ identity.Key, card string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.gave = append(b.gave, card)
}

var errNone = errors.New("none")

func (b *book) Take(k identity.Key, card string) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if card == "none" {
		return false, errNone
	}
	if b.contacts[k] {
		b.taken = append(b.taken, card)
	}
	return b.contacts[k], nil
}

func (b *book) Nearby([]identity.Key)          {}
func (b *book) Present() <-chan []identity.Key { return nil }
func (b *book) Doubts() <-chan known.Doubt     { return nil }
func (b *book) Settle()                        {}
func (b *book) Renew()                         {}

// learns makes somebody a contact.
func (b *book) learns(k identity.Key) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.contacts[k] = true
}

// has waits until cards were taken.
func (b *book) has(t *testing.T, cards ...string) {
	t.Helper()
	for end := time.Now().Add(hang); ; time.Sleep(10 * time.Millisecond) {
		b.mu.Lock()
		taken := slices.Clone(b.taken)
		b.mu.Unlock()
		if slices.Equal(taken, cards) {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("taken were %q, not %q", taken, cards)
		}
	}
}

// Cards go to contacts, whenever they become some, and at every change.
func TestCards(t *testing.T) {
	network := signaltest.NewNetwork()
	here, there := newBook("a"), newBook("b")
	a := newSide(t, network, "A", func(c *Config) { c.Known = here })
	b := newSide(t, network, "B", func(c *Config) { c.Known = there })
	here.learns(b.id.Key())
	answer(t, a, b)
	a.awaitMedia()
	b.awaitMedia()
	there.learns(a.id.Key())
	there.has(t, "a")
	here.has(t, "b")
	there.mu.Lock()
	there.card = "c"
	there.mu.Unlock()
	here.has(t, "b", "c")
	there.has(t, "a")
	if !slices.Equal(there.gave, []string{"b", "c"}) || !slices.Equal(here.gave, []string{"a"}) {
		t.Errorf("given were %q and %q", there.gave, here.gave)
	}
}

// A card that is none is counted with what makes no sense.
func TestCardsThatAreNone(t *testing.T) {
	b := newBook("")
	l := &leg{b: &Backend{cfg: Config{Known: b}}}
	b.learns(l.key)
	for _, message := range []string{`{"type":"card","card":1}`, `{"type":"card","card":"none"}`, `{"type":"card","card":"` + strings.Repeat("x", 601) + `"}`} {
		if err := l.obey([]byte(message)); err == nil {
			t.Errorf("%.40s is taken", message)
		}
	}
	if err := l.obey([]byte(`{"type":"card","card":"good"}`)); err != nil || len(b.taken) != 1 {
		t.Errorf("%v, %q", err, b.taken)
	}
	l.person.Guest = true
	if err := l.obey([]byte(`{"type":"card","card":"guest's"}`)); err != nil || len(b.taken) != 1 {
		t.Errorf("a guest's: %v, %q", err, b.taken)
	}
	l.b.cfg.Known = nil
	if err := l.obey([]byte(`{"type":"card","card":"good"}`)); err != nil {
		t.Error(err)
	}
}

// Who is blocked finds nobody.
func TestBlockedDoNotRing(t *testing.T) {
	network := signaltest.NewNetwork()
	blocks := newBook("")
	a := newSide(t, network, "A")
	b := newSide(t, network, "B", func(c *Config) { c.Known = blocks })
	blocks.mu.Lock()
	blocks.blocks[a.id.Key()] = true
	blocks.mu.Unlock()
	id := a.backend.Ring(session.Target{Text: b.id.Key().String()}, session.Intent{})
	await[session.Reached](t, a)
	a.backend.Proceed(id)
	if end := awaitEnd(t, a); end.Reason != session.Unreachable {
		t.Errorf("the caller reads %+v", end)
	}
	for {
		select {
		case e := <-b.events:
			if in, rang := e.(session.Incoming); rang {
				t.Fatalf("it rang: %+v", in)
			}
			continue
		default:
		}
		return
	}
}
