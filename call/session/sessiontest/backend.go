// Package sessiontest holds a backend and a studio without network or
// devices, for tests of what stands above the seam.
package sessiontest

import (
	"fmt"
	"sync"

	"parley/call/annotation"
	"parley/call/session"
)

// Backend records what it is asked and says what the test tells it to.
type Backend struct {
	mu     sync.Mutex
	asked  []string
	calls  int
	closed bool
	events chan session.Event
}

// NewBackend returns a backend with room for 64 unread events.
func NewBackend() *Backend { return &Backend{events: make(chan session.Event, 64)} }

// Say delivers an event as if it had happened.
func (b *Backend) Say(e session.Event) { b.events <- e }

// Asked returns what was asked so far, such as "ring mara" or
// "end call-1 hung-up", oldest first.
func (b *Backend) Asked() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.asked...)
}

func (b *Backend) note(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked = append(b.asked, fmt.Sprintf(format, args...))
}

// Ring gives calls the ids call-1, call-2 and so on.
func (b *Backend) Ring(target session.Target, _ session.Intent) session.ID {
	b.mu.Lock()
	b.calls++
	id := session.ID(fmt.Sprintf("call-%d", b.calls))
	b.mu.Unlock()
	b.note("ring %s", target.Text)
	return id
}

// Meet gives ids as Ring does.
func (b *Backend) Meet(p session.Place, i session.Intent) session.ID {
	b.mu.Lock()
	b.calls++
	id := session.ID(fmt.Sprintf("call-%d", b.calls))
	b.mu.Unlock()
	b.note("meet %q %q %v", p.Link, p.Server, i.Video)
	return id
}

// Offer records itself.
func (b *Backend) Offer() { b.note("offer") }

// Answer records itself.
func (b *Backend) Answer(offer string) { b.note("answer %s", offer) }

// Withdraw records itself.
func (b *Backend) Withdraw() { b.note("withdraw") }

// Admit records itself.
func (b *Backend) Admit(id session.ID, key string, yes bool) { b.note("admit %s %s %v", id, key, yes) }

// SetDoor records itself.
func (b *Backend) SetDoor(id session.ID, d session.Door) { b.note("door %s %s", id, d) }

// SetValidity records itself.
func (b *Backend) SetValidity(id session.ID, v session.Validity) { b.note("validity %s %s", id, v) }

// AskMute records itself.
func (b *Backend) AskMute(id session.ID, participant string) { b.note("mute %s %s", id, participant) }

// Remove records itself.
func (b *Backend) Remove(id session.ID, participant string) { b.note("remove %s %s", id, participant) }

// Renew records itself.
func (b *Backend) Renew(id session.ID) { b.note("renew %s", id) }

// Proceed records itself.
func (b *Backend) Proceed(id session.ID) { b.note("proceed %s", id) }

// Accept records itself.
func (b *Backend) Accept(id session.ID, i session.Intent) { b.note("accept %s %v", id, i.Video) }

// Decline records itself.
func (b *Backend) Decline(id session.ID, r session.Reason) { b.note("decline %s %s", id, r) }

// End records itself.
func (b *Backend) End(id session.ID, r session.Reason) { b.note("end %s %s", id, r) }

// Announce records itself.
func (b *Backend) Announce(id session.ID, m session.Media) {
	b.note("announce %s %v %v %v", id, m.Microphone, m.Camera, m.Screen)
}

// View records itself.
func (b *Backend) View(id session.ID, participant string, v session.View) {
	b.note("view %s %s %d %v", id, participant, v.Lines, v.Screen)
}

// Chat records itself.
func (b *Backend) Chat(id session.ID, participant string, message []byte) {
	b.note("chat %s %s %s", id, participant, message)
}

// Annotate records itself.
func (b *Backend) Annotate(id session.ID, m annotation.Message) {
	b.note("annotate %s %s %s %d", id, m.Kind, m.Screen, len(m.Points))
}

// Rename records itself.
func (b *Backend) Rename(name string) { b.note("rename %s", name) }

// Settle records itself.
func (b *Backend) Settle() { b.note("settle") }

// RenewCard records itself.
func (b *Backend) RenewCard() { b.note("renew card") }

// Come records itself.
func (b *Backend) Come(d session.Doubtful) { b.note("come %s %s", d.Key, d.Server) }

// Appear records itself.
func (b *Backend) Appear(visible bool) { b.note("appear %v", visible) }

// Events delivers what Say was given.
func (b *Backend) Events() <-chan session.Event { return b.events }

// Close closes the events.
func (b *Backend) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.closed {
		b.closed = true
		close(b.events)
	}
	return nil
}
