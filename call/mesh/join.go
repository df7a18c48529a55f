package mesh

import (
	"time"

	"parley/call/media"
	"parley/call/media/frame"
	"parley/call/peer"
	"parley/call/session"
	"parley/call/signal"
)

// join begins the media part: both sides have agreed to talk.
func (l *leg) join() {
	if !l.veil() {
		return
	}
	conn, err := l.b.cfg.connect(peer.Config{
		Offerer:   l.offers(),
		Loopback:  l.b.cfg.Loopback,
		RelayOnly: l.relayOnly,
		Nearby:    nearby(*l.at.Load()),
		Servers:   l.servers,
		Handler:   (*handler)(l),
		Logger:    l.b.cfg.Logger,
	})
	if err != nil {
		l.end(session.Lost, err.Error())
		return
	}
	l.phase = answered
	l.conn = conn
	l.b.talk(l)
	l.files.next = time.Now().Add(calledDials)
	if l.outgoing {
		l.files.next = time.Now().Add(callerDials)
	}
	l.lost = time.Now()
	l.path.restarted = l.lost
	if err := l.attach(); err != nil {
		l.end(session.Lost, err.Error())
		return
	}
	l.far = session.Participant{
		ID: l.person.Key[:min(participantID, len(l.person.Key))], Person: l.person, Tracks: l.receiver.Tracks(),
		Media: session.Media{Microphone: true, Camera: l.farIntent.Video},
	}
	l.audience.answered(l)
	if err := conn.Start(); err != nil {
		l.end(session.Lost, err.Error())
		return
	}
	l.keepDirect(time.Now())
}

// participantID is how many letters of a key tell the people in one call
// apart in events and reports.
const participantID = 12

// attach puts the call between the studio and the connection.
func (l *leg) attach() error {
	conn := l.conn
	l.sender = l.b.cfg.Studio.Send(func(t media.Track, f frame.Encoded) {
		_ = conn.Write(slot(t), f) // a closed connection drops it
	})
	receiver, err := l.b.cfg.Studio.Receive(media.ReceiverConfig{
		Key:             l.person.Key,
		Nack:            func(t media.Track, lost []uint16) { conn.Nack(slot(t), lost) },
		RequestKeyFrame: func(t media.Track) { conn.RequestKeyFrame(slot(t)) },
		FirstPicture: func(at time.Time) {
			l.do(func() { l.audience.tell(l, session.FirstPicture{ID: l.as, Participant: l.far.ID, At: at}) })
		},
		FirstSound: func(at time.Time) {
			l.do(func() { l.audience.tell(l, session.FirstSound{ID: l.as, Participant: l.far.ID, At: at}) })
		},
	})
	l.receiver = receiver
	return err
}

// servers are those for ICE that the room of the call's link has.
func (l *leg) servers() []peer.Server {
	at := l.at.Load()
	if at == nil || l.b.cfg.Rooms == nil {
		return nil
	}
	var out []peer.Server
	for _, s := range l.b.cfg.Rooms.ICE(*at) {
		out = append(out, peer.Server(s))
	}
	return out
}

// slot is where the connection carries a track.
func slot(t media.Track) peer.Slot {
	switch t {
	case media.Sound:
		return peer.Microphone
	case media.Camera:
		return peer.Camera
	case media.Screen:
		return peer.Screen
	case media.SharpScreen:
	}
	return peer.SharpScreen
}

// track is what a slot carries; -1 for one that carries nothing yet.
func track(s peer.Slot) media.Track {
	switch s {
	case peer.Microphone:
		return media.Sound
	case peer.Camera:
		return media.Camera
	case peer.Screen:
		return media.Screen
	case peer.SharpScreen:
		return media.SharpScreen
	case peer.ScreenSound:
	}
	return -1
}

// negotiate handles the messages that set media up.
func (l *leg) negotiate(body signal.Body) {
	switch body := body.(type) {
	case signal.Description:
		l.describe(body)
	case signal.Candidate:
		l.check(l.conn.RemoteCandidate(peer.Candidate{
			Candidate: body.Candidate, Mid: body.Mid, MLine: body.MLine, UsernameFragment: body.UsernameFragment,
		}))
	case signal.Renegotiate:
		l.restart(time.Now())
	}
}

// describe takes an offer or answer whose media fingerprint the other side's
// identity has signed, for this call and for us.
func (l *leg) describe(d signal.Description) {
	if err := signal.VerifyDescription(l.key, l.b.cfg.Identity.Key(), l.call, d); err != nil {
		l.end(session.Mismatch, err.Error())
		return
	}
	l.check(l.conn.Remote(peer.Description{Kind: d.Kind, SDP: d.SDP}))
}

// sign makes the signed form of our own description.
func (l *leg) sign(d peer.Description) (signal.Description, error) {
	fingerprint, err := peer.Fingerprint(d.SDP)
	if err != nil {
		return signal.Description{}, err
	}
	return signal.SignDescription(l.b.cfg.Identity, l.key, l.call, signal.Description{Kind: d.Kind, SDP: d.SDP, Fingerprint: fingerprint}), nil
}

// check ends the call when the other side's description makes no sense.
func (l *leg) check(err error) {
	if err != nil {
		l.end(session.ProtocolFail, err.Error())
	}
}
