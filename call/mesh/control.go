package mesh

import (
	"bytes"
	"encoding/json"
	"io"
	"time"

	"parley/call/peer"
	"parley/call/session"
)

// control is what was said on the control channel.
type control struct {
	open    bool
	broken  int // messages that made no sense
	pace    pace
	farPort uint16
}

// pace bounds how many messages a second are read.
type pace struct {
	second time.Time
	read   int // in the current second
}

// heed reports whether one more message is read.
func (p *pace) heed(most int, now time.Time) bool {
	if now.Sub(p.second) > time.Second {
		p.second, p.read = now, 0
	}
	p.read++
	return p.read <= most
}

const (
	// mostControl is the largest message on the control channel, in bytes.
	mostControl = 16 << 10
	// mostBroken is how many senseless messages end the call.
	mostBroken = 32
	// mostHeeded is how many messages a second are read.
	mostHeeded = 20
)

// The kinds of what is shared.
const (
	screenDisplay = "display"
	screenWindow  = "window"
)

// announcement is the `media` message of PROTOCOL.md.
type announcement struct {
	Type        string `json:"type"`
	Microphone  bool   `json:"microphone"`
	Camera      bool   `json:"camera"`
	Screen      bool   `json:"screen"`
	ScreenKind  string `json:"screen_kind,omitempty"`
	ScreenMode  string `json:"screen_mode,omitempty"`
	ScreenEnd   string `json:"screen_end,omitempty"`
	Pointing    bool   `json:"screen_pointing,omitempty"`
	Paused      bool   `json:"screen_paused,omitempty"`
	TestSignals bool   `json:"test_signals"`
	Port        uint16 `json:"port"`
}

// announce tells the other side which tracks are on.
func (l *leg) announce(m session.Media) {
	l.media = m
	if l.phase != answered || !l.control.open {
		return
	}
	kind := ""
	if m.Screen {
		kind = screenDisplay
		if m.Share.Window {
			kind = screenWindow
		}
	}
	l.tellControl(announcement{
		Type: typeMedia, Microphone: m.Microphone, Camera: m.Camera, Screen: m.Screen,
		ScreenKind: kind, ScreenMode: string(m.Share.Mode), ScreenEnd: string(m.Share.End),
		Pointing: m.Share.Pointing, Paused: m.Share.Paused, TestSignals: l.b.cfg.TestSignals, Port: l.port(),
	})
}

// tellControl sends a message of PROTOCOL.md, section 1, and reports whether the
// channel took it.
func (l *leg) tellControl(message any) bool {
	text, err := json.Marshal(message)
	if err != nil {
		l.b.cfg.Logger.Debug("control failed", "call", l.id, "error", err)
		return false
	}
	return l.sayControl(text)
}

// sayControl is tellControl for a message that is written already.
func (l *leg) sayControl(text []byte) bool {
	err := l.conn.Send(peer.Control, text)
	if err != nil {
		l.b.cfg.Logger.Debug("control failed", "call", l.id, "error", err)
	}
	return err == nil
}

// port is where the other side may open links, 0 when it shall not.
func (l *leg) port() uint16 {
	if l.relayOnly {
		return 0
	}
	return l.b.cfg.Transport.Port()
}

func (l *leg) controlOpened() {
	l.control.open = true
	l.announce(l.media)
	l.tellRoster(l.roster)
	l.tellView(time.Now())
	l.exchangeCards()
}

// controlMessage reads one message of the other side.
func (l *leg) controlMessage(message []byte, now time.Time) {
	if l.phase != answered {
		return
	}
	if !l.control.pace.heed(mostHeeded, now) {
		return
	}
	if err := l.obey(message); err != nil {
		l.control.broken++
		if l.control.broken > mostBroken {
			l.end(session.ProtocolFail, "control messages make no sense")
		}
	}
}

// obey reads a message of any type. One that is not known is ignored.
func (l *leg) obey(message []byte) error {
	var head struct {
		Type string `json:"type"`
	}
	if err := parseControl(message, &head); err != nil {
		return err
	}
	switch head.Type {
	case typeMedia:
		a, err := parseAnnouncement(message)
		if err != nil {
			return err
		}
		l.farAnnounced(a)
	case typeMeeting:
		r, err := parseRoster(message)
		if err != nil {
			return err
		}
		l.audience.said(l, r)
	case typeMute:
		l.audience.mutes(l)
	case typeCard:
		return l.cardCame(message)
	case typeView:
		v, err := parseView(message)
		if err != nil {
			return err
		}
		l.sender.SetView(v)
	case typeWay:
		w, err := parseWay(message)
		if err != nil {
			return err
		}
		l.wayCame(w, time.Now())
	}
	return nil
}

// The types of messages.
const (
	typeMedia   = "media"
	typeMeeting = "meeting"
	typeMute    = "mute"
	typeView    = "view"
	typeCard    = "card"
	typeWay     = "way"
)

func (l *leg) farAnnounced(a announcement) {
	l.far.Media = session.Media{Microphone: a.Microphone, Camera: a.Camera, Screen: a.Screen, Share: a.share()}
	l.control.farPort = a.Port
	if l.link != nil && a.Port != 0 && isHostPort(l.link.RemoteAddr().String()) {
		l.person.Address = withPort(l.link.RemoteAddr().String(), a.Port)
		l.far.Person = l.person
	}
	l.receiver.SetMedia(l.far.Media, a.TestSignals)
	if !a.Screen {
		l.far.Tracks.Annotations.Clear()
	}
	l.audience.altered(l)
}

// share is what is said of a share. Words that are not known say nothing.
func (a announcement) share() session.ShareFacts {
	f := session.ShareFacts{Window: a.ScreenKind == screenWindow, Pointing: a.Pointing, Paused: a.Paused}
	switch mode := session.ShareMode(a.ScreenMode); mode {
	case session.ShareAuto, session.ShareText, session.ShareMotion, session.ShareMotion60:
		f.Mode = mode
	}
	switch end := session.ShareEnd(a.ScreenEnd); end {
	case session.WindowClosed, session.DisplayGone, session.SourceVanished:
		f.End = end
	case session.ShareStopped:
	}
	return f
}

func parseAnnouncement(message []byte) (announcement, error) {
	var a announcement
	err := parseControl(message, &a)
	return a, err
}

// parseControl reads a control message strictly. Members of the wrong type and
// trailing data are errors; unknown members are not.
func parseControl(message []byte, into any) error {
	if len(message) > mostControl {
		return io.ErrShortBuffer
	}
	decoder := json.NewDecoder(bytes.NewReader(message))
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return io.ErrUnexpectedEOF
	}
	return nil
}
