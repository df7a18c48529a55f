package mesh

import (
	"time"

	"parley/call/annotation"
	"parley/call/peer"
	"parley/call/session"
)

// drawing is what was said on the annotations channel.
type drawing struct {
	pace  pace
	asked time.Time // when the other side asked whether they may, last
}

const (
	// mostAnnotations is how many annotations a second are read of one person.
	mostAnnotations = 60
	// askEvery is how often one person's wish to point is heeded.
	askEvery = 10 * time.Second
)

// annotate sends what was pointed at or drawn.
func (l *leg) annotate(m annotation.Message) {
	if l.phase != answered {
		return
	}
	message, err := m.Append(nil)
	if err == nil {
		err = l.conn.Send(peer.Annotations, message)
	}
	if err != nil {
		l.b.cfg.Logger.Debug("annotating failed", "call", l.id, "error", err)
	}
}

// annotated takes a message of the other side, if it is about a screen that
// they may draw on.
func (l *leg) annotated(text []byte, now time.Time) {
	if l.phase != answered || !l.drawing.pace.heed(mostAnnotations, now) {
		return
	}
	m, err := annotation.Parse(text)
	if err != nil {
		l.b.cfg.Logger.Debug("annotation makes no sense", "call", l.id, "error", err)
		return
	}
	switch m.Screen {
	case l.b.cfg.Identity.Key().String():
		l.annotatedHere(m, now)
	case l.person.Key:
		if l.far.Media.Screen && m.Kind != annotation.KindAsk {
			l.far.Tracks.Annotations.Take(l.person.Key, l.person.Name, m, now)
		}
	default:
		if m.Kind != annotation.KindAsk {
			l.audience.annotated(l, m)
		}
	}
}

// annotated takes a message about a third person's screen, who has to allow it.
func (m *meeting) annotated(l *leg, a annotation.Message) {
	m.report(l, func(from *member) {
		for _, o := range m.present() {
			if o.person.Key == a.Screen && o.far.Media.Screen && o.far.Media.Share.Pointing {
				o.far.Tracks.Annotations.Take(from.person.Key, from.person.Name, a, time.Now())
			}
		}
	})
}

// annotatedHere takes a message about the screen that is shared here: with
// leave only.
func (l *leg) annotatedHere(m annotation.Message, now time.Time) {
	switch {
	case !l.media.Screen:
	case m.Kind == annotation.KindAsk:
		if !l.media.Share.Pointing && now.Sub(l.drawing.asked) >= askEvery {
			l.drawing.asked = now
			l.audience.tell(l, session.PointingAsked{ID: l.as, Participant: l.far.ID})
		}
	case l.media.Share.Pointing:
		l.b.cfg.Studio.Self().Annotations.Take(l.person.Key, l.person.Name, m, now)
	}
}
