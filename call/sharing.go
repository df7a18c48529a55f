package call

import "parley/call/session"

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
	media := c.media
	media.Screen, media.Share = s.On, session.ShareFacts{Window: s.On && !s.Source.Display, Mode: s.Mode, End: s.End}
	if media != c.media {
		c.media = media
		c.applyMedia()
	}
}
