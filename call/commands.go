package call

import (
	"cmp"
	"slices"
	"time"

	"parley/call/session"
	"parley/call/settings"
)

func (c *Controller) handleCommand(cmd Command) {
	switch cmd.(type) {
	case Annotate, View: // many a second, and no snapshot has them
	default:
		c.dirty = true
	}
	switch cmd := cmd.(type) {
	case Ring:
		c.ring(cmd)
	case Accept:
		c.accept(cmd.Video)
	case Decline:
		c.leave(session.Declined)
	case Hangup:
		c.hangup()
	case TrustKey:
		c.decideKey(cmd.Yes)
	case VerifyPerson:
		c.verify(cmd)
	case SetMicrophone:
		c.media.Microphone = cmd.On
		c.applyMedia()
	case SetCamera:
		c.media.Camera = cmd.On
		c.applyMedia()
	case Change:
		c.change(cmd.Edit)
	case SetVolume:
		c.setVolume(cmd.Key, cmd.Volume)
	case Forget:
		c.forget(cmd.Key)
	case Block:
		c.block(cmd.Key, cmd.Yes)
	case UseServer:
		c.useServer(cmd.Yes)
	case Preview:
		c.cfg.Studio.Preview(cmd.On)
	case TestMicrophone:
		c.cfg.Studio.TestMicrophone(cmd.Step)
	case TestSpeaker:
		c.cfg.Studio.Sound(session.SpeakerTest)
	case Dismiss:
		c.dismiss(cmd.Notice)
	case EraseAllChats:
		c.eraseAllChats()
	case Browse, Share, StopSharing, PauseSharing, AllowPointing, Annotate:
		c.handleShareCommand(cmd)
	case View:
		c.view(cmd)
	case Offer, AnswerOffer, RingAnswer, WithdrawOffer:
		c.handleInvitation(cmd)
	case Meet, Admit, SetDoor, SetValidity, AskMute, RemoveParticipant, RenewLink:
		c.handleMeetingCommand(cmd)
	case Say, EditMessage, DeleteMessage, React, Typing, ReadChat, OlderChat, SearchChat, EraseChat:
		c.handleChat(cmd)
	case SendFiles, AcceptFiles, DeclineFiles, PauseFiles, ResumeFiles, CancelFiles, ForgetFiles, AllowFiles:
		c.handleFileCommand(cmd)
	}
}

func (c *Controller) ring(cmd Ring) {
	peer := c.find(cmd.Target)
	c.dial(peer, session.Target{Text: cmd.Target, Key: peer.Key, Address: peer.Address}, cmd.Video)
}

// dial calls somebody, unless there is a call already.
func (c *Controller) dial(peer Contact, target session.Target, video bool) {
	if c.state != Idle {
		return
	}
	now := time.Now()
	c.lastEnd = nil
	c.media.Camera = video
	c.current = &conversation{
		id: c.cfg.Backend.Ring(target, session.Intent{Video: video}), peer: peer,
		target: cmp.Or(peer.Name, target.Text), outgoing: true, video: video, begun: now, clicked: now,
	}
	c.timer.Reset(RingTimeout)
	c.tellTroubles()
	c.enter(inDial)
}

func (c *Controller) accept(video bool) {
	if c.state != Incoming {
		return
	}
	c.media.Camera = video
	c.current.clicked = time.Now()
	c.current.question = false
	c.tellTroubles()
	c.cfg.Backend.Accept(c.current.id, session.Intent{Video: video})
}

// hangup says why in the way the other side will read it.
func (c *Controller) hangup() {
	switch c.state {
	case Incoming:
		c.leave(session.Declined)
	case Dialing, Ringing:
		c.leave(session.Cancelled)
	case Connecting, Active, Reconnecting:
		c.leave(session.HungUp)
	case Idle, Ending:
	}
}

// leave ends the current call for a reason of our own.
func (c *Controller) leave(reason session.Reason) {
	if c.current == nil || c.state == Ending {
		return
	}
	c.current.ended = reason
	if c.state == Incoming {
		c.cfg.Backend.Decline(c.current.id, reason)
	} else {
		c.cfg.Backend.End(c.current.id, reason)
	}
	c.enter(inHangup)
}

func (c *Controller) ringTimedOut() {
	c.dirty = true
	switch c.state {
	case Dialing:
		c.leave(session.Unreachable)
	case Ringing, Incoming:
		c.leave(session.NoAnswer)
	case Idle, Connecting, Active, Reconnecting, Ending:
	}
}

// decideKey is the person's answer to a known name with a new key.
func (c *Controller) decideKey(yes bool) {
	v := c.current
	if v == nil || !v.question {
		return
	}
	v.question = false
	if !yes {
		c.leave(session.KeyChanged)
		return
	}
	v.peer.Trust = Stranger
	if v.outgoing {
		c.timer.Reset(RingTimeout)
		c.cfg.Backend.Proceed(v.id)
	}
}

// applyMedia opens what the state calls for and tells the others.
func (c *Controller) applyMedia() {
	if !c.talking() {
		c.cfg.Studio.SetMedia(session.Media{})
		return
	}
	c.cfg.Studio.SetMedia(c.media)
	c.cfg.Backend.Announce(c.current.id, c.media)
}

func (c *Controller) change(edit func(*settings.Settings)) {
	before := c.settings()
	c.note(c.cfg.Settings.Update(edit))
	c.configureStudio()
	now := c.settings()
	if now.Name != before.Name {
		c.cfg.Backend.Rename(now.Name)
	}
	if now.Reachable != before.Reachable {
		c.cfg.Backend.Appear(now.Reachable)
	}
	if now.Reachable != before.Reachable || now.Server != before.Server || now.Hidden != before.Hidden {
		c.cfg.Backend.Settle()
	}
}

func (c *Controller) setVolume(key string, volume float64) {
	volume = min(max(volume, 0), 2)
	c.cfg.Studio.SetVolume(key, volume)
	if _, known := c.cfg.Contacts.Lookup(key); known {
		c.note(c.cfg.Contacts.SetVolume(key, volume))
	} else if c.current != nil {
		c.current.setVolume(key, volume) // a guest's, for this call
	}
	if c.current != nil && c.current.peer.Key == key {
		c.current.peer.Volume = volume
	}
}

func (c *Controller) dismiss(id int) {
	if id == 0 {
		c.lastEnd = nil
		return
	}
	delete(c.noticeKey, id)
	c.notices = slices.DeleteFunc(slices.Clone(c.notices), func(n Notice) bool { return n.ID == id })
}
