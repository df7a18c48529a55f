package call

import (
	"slices"
	"time"

	"parley/call/chat"
	"parley/call/identity"
	"parley/transfer"
)

// handleFiles takes a new list of transfers and tells what is new in it.
func (c *Controller) handleFiles(list []transfer.Transfer) {
	c.dirty = true
	for _, t := range list {
		i := slices.IndexFunc(c.files, func(o transfer.Transfer) bool { return o.ID == t.ID })
		switch {
		case i < 0:
			c.emitFiles(t)
			c.lineOf(t)
		case c.files[i].State != t.State || c.files[i].Reason != t.Reason || c.files[i].Sent != t.Sent:
			c.emitFiles(t)
		}
	}
	c.files = list
}

// lineOf puts a new transfer into the chat of the call, where it belongs in
// time.
func (c *Controller) lineOf(t transfer.Transfer) {
	talk := c.talk()
	key, err := identity.ParseKey(t.Peer)
	if talk == nil || err != nil || t.State.Ended() {
		return
	}
	name, here := c.current.nameOf(t.Peer)
	if !here {
		return
	}
	by := chat.Person{Key: key, Name: name}
	if t.Direction == transfer.Sending {
		by = chat.Person{Key: c.cfg.Key, Name: c.settings().Name}
	}
	c.carryOut(talk, talk.Add(chat.File, by, itemsOf(t), string(t.ID)))
}

// itemsOf names what is sent.
func itemsOf(t transfer.Transfer) string {
	if len(t.Items) == 0 {
		return ""
	}
	return t.Items[0].Name
}

func (c *Controller) emitFiles(t transfer.Transfer) { c.emit(FilesEvent(t)) }

// FilesEvent describes a transfer for scripts.
func FilesEvent(t transfer.Transfer) Event {
	direction := "receive"
	if t.Direction == transfer.Sending {
		direction = "send"
	}
	return Event{
		Time: time.Now(), Kind: EventFiles, ID: string(t.ID), Key: t.Peer, Direction: direction, State: t.State.String(),
		Name: itemsOf(t), Files: &t.Files, Bytes: &t.Bytes, Sent: &t.Sent, Over: t.Rank.String(), Placed: t.Placed, Text: t.Why(),
	}
}

// handleFileCommand does what the person wants of files.
func (c *Controller) handleFileCommand(cmd Command) {
	f := c.cfg.Files
	switch cmd := cmd.(type) {
	case SendFiles:
		c.sendFiles(cmd)
	case AcceptFiles:
		f.Accept(cmd.ID, cmd.Folder)
	case DeclineFiles:
		f.Decline(cmd.ID)
	case PauseFiles:
		f.Pause(cmd.ID)
	case ResumeFiles:
		f.Resume(cmd.ID)
	case CancelFiles:
		f.Cancel(cmd.ID)
	case ForgetFiles:
		f.Forget(cmd.ID)
	case AllowFiles:
		c.note(c.cfg.Contacts.SetAcceptBytes(cmd.Key, cmd.Bytes))
	}
}

// sendFiles offers files to the people named, else to everybody in the call.
func (c *Controller) sendFiles(cmd SendFiles) {
	to := cmd.To
	if len(to) == 0 && c.current != nil {
		for _, p := range c.current.participants {
			to = append(to, p.Person.Key)
		}
	}
	if len(to) == 0 {
		const text, hint = "There is nobody to send this to.", "Call somebody first."
		c.emit(Event{Kind: EventError, Text: text, Hint: hint})
		c.tell("files", Notice{Severity: Warning, Text: text, Hint: hint})
		return
	}
	c.cfg.Files.Send(cmd.Paths, to...)
}
