package call

import (
	"time"

	"parley/call/session"
	"parley/call/stats"
)

// Event is one line for scripts, in the form that call/stats/EVENTS.md
// documents. Fields that do not belong to an event's kind are left out.
type Event struct {
	Time time.Time `json:"time"`
	Kind EventKind `json:"event"`

	Address string `json:"address,omitempty"` // listening: host:port
	Call    string `json:"call,omitempty"`
	State   string `json:"state,omitempty"` // state
	From    string `json:"from,omitempty"`  // ringing, missed: the caller's name
	Video   bool   `json:"video,omitempty"` // ringing

	ID     string `json:"id,omitempty"` // participant, chat, files, share
	Name   string `json:"name,omitempty"`
	Key    string `json:"key,omitempty"`
	Change string `json:"change,omitempty"` // participant: joined or left; share: began or ended; presence: came or went

	Participant   string `json:"participant,omitempty"` // first-picture, first-sound, speaker
	SinceClickMs  *int64 `json:"since_click_ms,omitempty"`
	SinceAcceptMs *int64 `json:"since_accept_ms,omitempty"`

	Link string       `json:"link,omitempty"` // meeting: a secret
	Door session.Door `json:"door,omitempty"` // meeting

	Invitation string `json:"invitation,omitempty"` // invitation: a secret

	Server string `json:"server,omitempty"` // doubt, missed: an origin
	Rings  bool   `json:"rings,omitempty"`  // doubt: the contact rings by way of it

	Direction string   `json:"direction,omitempty"` // files: send or receive
	Files     *int     `json:"files,omitempty"`
	Bytes     *int64   `json:"bytes,omitempty"`
	Sent      *int64   `json:"sent,omitempty"`
	Over      string   `json:"over,omitempty"`   // files: direct or data-channel, while content flows
	Placed    []string `json:"placed,omitempty"` // files: the first paths in the downloads

	Text   string         `json:"text,omitempty"` // state, error, missed, doubt, ended, files: a sentence; chat: what was written
	Hint   string         `json:"hint,omitempty"`
	Reason session.Reason `json:"reason,omitempty"` // ended
	Detail string         `json:"detail,omitempty"`

	Stats *stats.Track `json:"-"` // stats: its fields stand beside the others
}

// EventKind names an event.
type EventKind string

// The kinds of event.
const (
	EventListening    EventKind = "listening"
	EventNearby       EventKind = "nearby"
	EventPresence     EventKind = "presence"
	EventRinging      EventKind = "ringing"
	EventMissed       EventKind = "missed"
	EventDoubt        EventKind = "doubt"
	EventState        EventKind = "state"
	EventParticipant  EventKind = "participant"
	EventFirstPicture EventKind = "first-picture"
	EventFirstSound   EventKind = "first-sound"
	EventStats        EventKind = "stats"
	EventSpeaker      EventKind = "speaker"
	EventChat         EventKind = "chat"
	EventFiles        EventKind = "files"
	EventShare        EventKind = "share"
	EventMeeting      EventKind = "meeting"
	EventWaiting      EventKind = "waiting"
	EventWaits        EventKind = "waits"
	EventInvitation   EventKind = "invitation"
	EventError        EventKind = "error"
	EventEnded        EventKind = "ended"
)

// eventQueue is how many events wait for a slow reader. When it is full,
// statistics are dropped; anything else waits, because control never drops.
const eventQueue = 256

// emit queues an event for the reader of Events, if there is one.
func (c *Controller) emit(e Event) {
	e.Time = time.Now()
	if e.Kind == EventStats && len(c.events) > eventQueue/2 {
		return
	}
	select {
	case c.events <- e:
		return
	default:
	}
	if !c.watched.Load() {
		return // nobody reads yet, and what came first is kept for who will
	}
	select {
	case c.events <- e:
	case <-c.stop:
	}
}

// Events returns what happens, from the start if it is called soon enough to
// matter (eventQueue), for one reader that keeps reading until the channel is closed by Close.
func (c *Controller) Events() <-chan Event {
	c.watched.Store(true)
	return c.events
}
