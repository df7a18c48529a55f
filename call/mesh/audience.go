package mesh

import (
	"parley/call/annotation"
	"parley/call/session"
	"parley/call/stats"
)

// audience hears what becomes of a leg: the controller of a call of two, or the
// meeting that the leg is part of. Its methods are called from the leg's
// goroutine and may make it wait.
type audience interface {
	rings(*leg)
	answered(*leg)
	connected(*leg, stats.Pair)
	interrupted(*leg)
	altered(*leg)
	measured(*leg, []stats.Track)
	linked(*leg)
	said(*leg, roster)
	annotated(*leg, annotation.Message)
	mutes(*leg)
	over(l *leg, talked bool, reason session.Reason, detail string)
	// tell passes on what else happens.
	tell(*leg, session.Event)
}

// solo is the audience of a call of two.
type solo struct{ b *Backend }

func (s solo) rings(l *leg) { s.b.emit(session.Ringing{ID: l.as}) }

func (s solo) answered(l *leg) {
	s.b.emit(session.Answered{ID: l.as})
	s.b.emit(session.Joined{ID: l.as, Participant: l.far})
}

func (s solo) connected(l *leg, pair stats.Pair) {
	s.b.emit(session.Connected{ID: l.as, Pair: pair})
	s.altered(l)
}

func (s solo) interrupted(l *leg) {
	s.b.emit(session.Interrupted{ID: l.as, Cause: l.far.Cause})
	s.altered(l)
}

func (s solo) altered(l *leg) { s.b.emit(session.Changed{ID: l.as, Participant: l.far}) }

func (s solo) measured(l *leg, tracks []stats.Track) {
	s.b.emit(session.Measured{ID: l.as, Tracks: tracks})
}

func (solo) linked(*leg) {}

func (solo) said(*leg, roster) {}

func (solo) mutes(*leg) {}

func (solo) annotated(*leg, annotation.Message) {}

func (s solo) over(l *leg, talked bool, reason session.Reason, detail string) {
	if talked {
		s.b.emit(session.Left{ID: l.as, Participant: l.far.ID})
	}
	s.b.emit(session.Ended{ID: l.as, Reason: reason, Detail: detail})
}

func (s solo) tell(_ *leg, e session.Event) { s.b.emit(e) }
