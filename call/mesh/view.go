package mesh

import (
	"errors"
	"time"

	"parley/call/session"
)

// viewEvery is the shortest time between two views: somebody who drags the edge
// of a window changes theirs with every pixel.
const viewEvery = 500 * time.Millisecond

// viewing is how this side shows what the other sends.
type viewing struct {
	wanted *session.View // nil before it is known
	told   session.View  // last, if ever
	ever   bool
	at     time.Time
}

// viewMessage is the `view` message of PROTOCOL.md.
type viewMessage struct {
	Type   string  `json:"type"`
	Lines  *uint64 `json:"lines"`
	Screen *bool   `json:"screen"`
}

// View tells a participant how what they send is shown here.
func (b *Backend) View(id session.ID, participant string, v session.View) {
	b.with(id, func(l *leg) { l.view(participant, v, time.Now()) })
	b.within(id, func(m *meeting) {
		if o := m.participant(participant); o != nil {
			o.leg.do(func() { o.leg.view(participant, v, time.Now()) })
		}
	})
}

func (l *leg) view(participant string, v session.View, now time.Time) {
	if l.phase != answered || participant != l.far.ID {
		return
	}
	l.viewing.wanted = &v
	l.receiver.SetView(v)
	l.tellView(now)
}

// tellView sends the view if that is due.
func (l *leg) tellView(now time.Time) {
	v := &l.viewing
	if v.wanted == nil || !l.control.open || v.ever && (v.told == *v.wanted || now.Sub(v.at) < viewEvery) {
		return
	}
	lines := uint64(v.wanted.Lines)
	if l.tellControl(viewMessage{Type: typeView, Lines: &lines, Screen: &v.wanted.Screen}) {
		v.told, v.ever, v.at = *v.wanted, true, now
	}
}

var errView = errors.New("a view without lines or screen")

// parseView reads a `view` message strictly.
func parseView(message []byte) (session.View, error) {
	var m viewMessage
	if err := parseControl(message, &m); err != nil {
		return session.View{}, err
	}
	if m.Lines == nil || m.Screen == nil {
		return session.View{}, errView
	}
	return session.View{Lines: int(min(*m.Lines, session.MaxLines)), Screen: *m.Screen}, nil
}
