package peer

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/stun/v4"
	"github.com/pion/webrtc/v4"
)

const (
	// pairSilent is how long a pair may bring no check (RFC 8445, section 7) and no
	// media before another takes its place: checks come each keepAlive.
	pairSilent = 1100 * time.Millisecond
	// pairUnheard is the same where media goes on: it does not tell by which pair
	// it came, but on a path that loses much checks get lost too.
	pairUnheard = 3 * time.Second
	// pairUnanswered is how long checks may come, but no answer to ours.
	pairUnanswered = 8 * time.Second
	// directAgain is for how long a relay is kept to after a direct pair fell
	// silent. It doubles each time, up to directSeldom.
	directAgain, directSeldom = 10 * time.Second, 160 * time.Second
	// unending is longer than any call: pion's own choice of pairs, which would also
	// leave one direct pair for another that is 10 ms quicker at the moment, and so
	// begin the estimate anew all the time, does not come about.
	unending = 10 * 365 * 24 * time.Hour
)

// pairs moves a connection from one candidate pair to another without an ICE
// restart: from a relay to a direct pair that begins to work, and from a pair that
// fell silent to one that did not. Each side decides by itself by which pair it
// sends; the other receives by all.
type pairs struct {
	heard atomic.Int64 // when media came last, by whichever pair, in nanoseconds since 1970

	mu       sync.Mutex
	selected pairKey            // as pion told last
	current  *ice.CandidatePair // the selected one, once it has been checked
	since    time.Time          // when it became that
	patience time.Duration      // after the next direct pair that falls silent
	direct   time.Time          // before which no direct pair is taken
}

// pairKey tells pairs of candidates apart, whoever describes them.
type pairKey struct{ local, remote endpoint }

type endpoint struct {
	address string
	port    int
}

func newPairs() *pairs { return &pairs{patience: directAgain} }

// apply has pion ask p at each check, and on the side that controls check all
// pairs, selected or not. Who shall not be found has none but relays to choose
// from.
func (p *pairs) apply(s *webrtc.SettingEngine, config Config) error {
	if config.RelayOnly {
		return nil
	}
	s.SetICEBindingRequestHandler(func(m *stun.Message, _, _ ice.Candidate, pair *ice.CandidatePair) bool {
		return p.checked(pair, m.Contains(stun.AttrICEControlled), time.Now())
	})
	return s.SetICERenomination(webrtc.WithRenominationInterval(unending))
}

// selectedIs notes which pair pion has selected.
func (p *pairs) selectedIs(pair *webrtc.ICECandidatePair) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.selected = pairKey{
		endpoint{pair.Local.Address, int(pair.Local.Port)}, endpoint{pair.Remote.Address, int(pair.Remote.Port)},
	}
}

// checked takes note of a check that came by a pair, and reports whether that
// shall be used from now on. A side that is controlled checks only the pair that
// it uses: when it checks another, it has left the one before.
func (p *pairs) checked(pair *ice.CandidatePair, byControlled bool, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if keyOf(pair) == p.selected {
		if p.current != pair {
			p.current, p.since = pair, now
		}
		return false
	}
	if p.current == nil || keyOf(p.current) != p.selected || pair.ResponsesReceived() == 0 {
		return false
	}
	better := relayed(p.current) && !relayed(pair) && !now.Before(p.direct)
	if !better && !p.silent(now, byControlled) {
		return false
	}
	p.move(pair, now)
	return true
}

// silent reports whether the current pair has to be left.
func (p *pairs) silent(now time.Time, left bool) bool {
	answered := now.Sub(later(p.current.LastResponseReceivedAt(), p.since))
	asked := now.Sub(later(p.current.LastRequestReceivedAt(), p.since))
	limit := pairUnheard
	if left || now.Sub(time.Unix(0, p.heard.Load())) > pairSilent {
		limit = pairSilent
	}
	return min(answered, asked) > limit || answered > pairUnanswered
}

// move makes another pair the current one.
func (p *pairs) move(to *ice.CandidatePair, now time.Time) {
	if !relayed(p.current) && relayed(to) {
		p.direct = now.Add(p.patience)
		p.patience = min(2*p.patience, directSeldom)
	}
	p.current, p.selected, p.since = to, keyOf(to), now
}

func keyOf(p *ice.CandidatePair) pairKey {
	return pairKey{endpoint{p.Local.Address(), p.Local.Port()}, endpoint{p.Remote.Address(), p.Remote.Port()}}
}

func relayed(p *ice.CandidatePair) bool {
	return p.Local.Type() == ice.CandidateTypeRelay || p.Remote.Type() == ice.CandidateTypeRelay
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
