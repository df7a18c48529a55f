package call

import (
	"parley/call/annotation"
	"parley/call/session"
)

// handleShareCommand does what the person wants of their share.
func (c *Controller) handleShareCommand(cmd Command) {
	switch cmd := cmd.(type) {
	case Browse:
		if !cmd.On {
			c.sharing.Sources = nil
		}
		c.browsing = cmd.On
		c.cfg.Studio.Browse(cmd.On)
	case Share:
		if c.talking() {
			c.cfg.Studio.Share(cmd.ShareRequest)
		}
	case StopSharing:
		c.cfg.Studio.Share(session.ShareRequest{})
	case PauseSharing:
		if s := c.sharing.ShareStatus; s.On {
			c.cfg.Studio.Share(session.ShareRequest{Source: s.Source.ID, Mode: s.Mode, Paused: cmd.On})
		}
	case AllowPointing:
		c.allowPointing(cmd.On)
	case Annotate:
		c.annotate(cmd.Message)
	}
}

// allowPointing gives or takes leave to point at the own screen. It holds for
// the rest of the call.
func (c *Controller) allowPointing(on bool) {
	c.sharing.Pointing, c.sharing.Asks = on, ""
	if !on {
		c.cfg.Studio.Self().Annotations.Clear()
	}
	c.announceShare()
}

// pointingAsked notes that somebody would like to point at the own screen.
func (c *Controller) pointingAsked(participant string) {
	if i := c.current.index(participant); i >= 0 && c.sharing.On && !c.sharing.Pointing {
		c.sharing.Asks = c.current.participants[i].Person.Name
	}
}

// annotate sends what was pointed at or drawn.
func (c *Controller) annotate(m annotation.Message) {
	if m.Screen == "" {
		m.Screen = c.self.Key
	}
	if c.talking() {
		c.cfg.Backend.Annotate(c.current.id, m)
	}
}

// talking says whether a call is going on, so that something can be sent.
func (c *Controller) talking() bool {
	return c.state == Connecting || c.state == Active || c.state == Reconnecting
}

// shareChanged follows one's own share, and tells the others of it.
func (c *Controller) shareChanged(s session.ShareStatus) {
	was := c.sharing.ShareStatus
	c.sharing.ShareStatus = s
	if s.Text != "" && s.Text != was.Text {
		c.emit(Event{Kind: EventError, Call: c.callID(), Text: s.Text, Hint: s.Hint})
	}
	if s.On != was.On {
		change := map[bool]string{true: "began", false: "ended"}[s.On]
		c.emit(Event{Kind: EventShare, Call: c.callID(), Name: s.Source.Title, ID: s.Source.ID, Change: change})
	}
	if !s.On {
		c.sharing.Asks = ""
	}
	c.announceShare()
}

// announceShare tells the others of one's own share, when that changed.
func (c *Controller) announceShare() {
	s, media := c.sharing.ShareStatus, c.media
	media.Screen, media.Share = s.On, session.ShareFacts{
		Window: s.On && !s.Source.Display, Mode: s.Mode, End: s.End,
		Pointing: s.On && c.sharing.Pointing, Paused: s.On && s.Paused,
	}
	if media != c.media {
		c.media = media
		c.applyMedia()
	}
}
