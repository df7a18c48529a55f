package incoming

import (
	"strings"
	"time"

	"parley/call"
	"parley/ui/widgets"
)

// says is what the window tells of a caller.
type says struct {
	does  string // below the name
	pill  widgets.Trust
	known string // below the pill
	shy   bool   // accepting without camera is the main act
}

// words tells who calls, and no more than is known. now is today.
func words(c *call.Call, now time.Time) says {
	s := says{does: "is calling", shy: !c.Video}
	if c.Video {
		s.does = "is calling with video"
	}
	switch c.Peer.Trust {
	case call.Verified:
		s.pill, s.known = widgets.Verified, met(c.Peer, now)
	case call.Met:
		s.pill, s.known = widgets.NotVerified, met(c.Peer, now)
	case call.Stranger:
		s.does, s.pill, s.shy = "wants to talk to you", widgets.NewToYou, true
		s.known = "You have not talked before. Make sure that it is really " + firstName(c.Peer.Name) + "."
	case call.Changed:
		s.does, s.pill, s.shy = "wants to talk to you", widgets.KeyChanged, true
		s.known = "This is not the key of the " + firstName(c.Peer.Name) + " you know. Ask another way who it is."
	}
	return s
}

// met says when the two talked last.
func met(c call.Contact, now time.Time) string {
	last := c.Last.Time
	switch {
	case last.IsZero():
		return "You have met before."
	case sameDay(last, now):
		return "You talked today."
	case sameDay(last, now.AddDate(0, 0, -1)):
		return "You talked yesterday."
	case last.Year() == now.Year():
		return "You talked on " + last.Format("2 January") + "."
	}
	return "You talked on " + last.Format("2 January 2006") + "."
}

func sameDay(a, b time.Time) bool {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return ay == by && am == bm && ad == bd
}

func firstName(name string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(name), " ")
	return first
}
