package call

import (
	"slices"

	"parley/call/session"
)

// publish makes a new snapshot and leaves it for the readers.
func (c *Controller) publish() {
	c.dirty = false
	s := &Snapshot{
		State:    c.state,
		Self:     c.self,
		Nearby:   c.nearbyContacts(),
		Known:    c.known(),
		Call:     c.callSnapshot(),
		Devices:  c.devices,
		Settings: c.settings(),
		Sharing:  c.sharing,
		Files:    c.files,
		Notices:  slices.Clone(c.notices),
		LastEnd:  c.lastEnd,
		Doubt:    c.doubted(),

		Invitation: c.invitation,
	}
	s.Self.Name, s.Self.Media = s.Settings.Name, c.media
	c.latest.Store(s)
	c.watch.Put(s)
}

func (c *Controller) callSnapshot() *Call {
	v := c.current
	if v == nil {
		return nil
	}
	out := &Call{
		ID: v.id, Peer: v.peer, Outgoing: v.outgoing, Video: v.video,
		Begun: v.begun, Connected: v.connected, Lost: v.lost,
		Pair: v.pair, Question: v.question, SpeakingMuted: v.speaking && !c.media.Microphone, Stats: v.stats,
		Chat: v.talk.chatSnapshot(), Meeting: v.meeting, Waits: v.waits, Speaker: v.speaker,
	}
	for _, p := range v.participants {
		known := c.contact(p.Person)
		if volume, set := v.volumes[p.Person.Key]; set {
			known.Volume = volume
		}
		out.Participants = append(out.Participants, Participant{Participant: p, Contact: known})
	}
	return out
}

func (c *Controller) handleStudio(e session.Event) {
	_, drawing := e.(session.Drawn) // many a second, and no snapshot has it
	c.dirty = c.dirty || !drawing
	switch e := e.(type) {
	case session.Devices:
		c.devices.Cameras, c.devices.Microphones, c.devices.Speakers = e.Cameras, e.Microphones, e.Speakers
	case session.DeviceChanged:
		c.deviceChanged(e.Status)
	case session.SpeakingMuted:
		if c.current != nil {
			c.current.speaking = e.Speaking
		}
	case session.Speaker:
		c.speaker(e.Key)
	case session.MicrophoneTest:
		c.devices.Test = e
	case session.ShareSources:
		if c.browsing {
			c.sharing.Sources = e.Sources
		}
	case session.ShareChanged:
		c.shareChanged(e.Status)
	case session.Drawn:
		c.annotate(e.Message)
	}
}

// deviceChanged keeps the status, and tells the person about trouble with a
// device that is in use.
func (c *Controller) deviceChanged(s session.DeviceStatus) {
	switch s.Kind {
	case session.CameraDevice:
		c.devices.Camera = s
	case session.MicrophoneDevice:
		c.devices.Microphone = s
	case session.SpeakerDevice:
		c.devices.Speaker = s
	}
	c.withdraw(string(s.Kind))
	if s.Text == "" {
		return
	}
	c.emit(Event{Kind: EventError, Text: s.Text, Hint: s.Hint})
	if c.current != nil {
		c.tellTrouble(s)
	}
}

// tellTrouble shows a notice about a device, once.
func (c *Controller) tellTrouble(s session.DeviceStatus) {
	key := string(s.Kind)
	for _, n := range c.notices {
		if c.noticeKey[n.ID] == key {
			return
		}
	}
	c.tell(key, Notice{Severity: Warning, Text: s.Text, Hint: s.Hint, Stays: true})
}

// tellTroubles shows what was wrong before the call began: the page of a call
// has no other place for it. A camera that shall stay off troubles nobody.
func (c *Controller) tellTroubles() {
	for _, s := range []session.DeviceStatus{c.devices.Camera, c.devices.Microphone, c.devices.Speaker} {
		if s.Text != "" && (s.Kind != session.CameraDevice || c.media.Camera) {
			c.tellTrouble(s)
		}
	}
}

// mostNotices is how many notices stand at a time; the oldest makes room.
const mostNotices = 2

// tell shows a notice; key lets it be withdrawn when its cause is gone.
func (c *Controller) tell(key string, n Notice) {
	c.noticeID++
	n.ID = c.noticeID
	c.noticeKey[n.ID] = key
	c.notices = append(slices.Clone(c.notices), n)
	for len(c.notices) > mostNotices {
		delete(c.noticeKey, c.notices[0].ID)
		c.notices = c.notices[1:]
	}
}

// withdraw takes the notices with key away.
func (c *Controller) withdraw(key string) {
	c.notices = slices.DeleteFunc(slices.Clone(c.notices), func(n Notice) bool {
		gone := c.noticeKey[n.ID] == key
		if gone {
			delete(c.noticeKey, n.ID)
		}
		return gone
	})
}

// note tells the person that something could not be saved.
func (c *Controller) note(err error) {
	if err == nil {
		return
	}
	const text, hint = "What you changed could not be saved.", "Check that there is room on the disk."
	c.cfg.Logger.Warn("saving failed", "error", err)
	c.emit(Event{Kind: EventError, Text: text, Hint: hint, Detail: err.Error()})
	c.withdraw("saving")
	c.tell("saving", Notice{Severity: Problem, Text: text, Hint: hint})
}
