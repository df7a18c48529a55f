package call

import (
	"errors"
	"time"

	"parley/call/chat"
	"parley/call/chat/history"
	"parley/call/identity"
	"parley/call/session"
)

// talk is what is written in the current call.
type talk struct {
	*chat.Conversation
	thread chat.Thread
	open   map[string]identity.Key // by participant, whose channel is open
	deaf   map[string]bool         // participants who broke the protocol
	older  bool
	query  string
	found  []*chat.Message
	said   string // why the last text was refused
}

// pageSize is how many messages are read from the history at a time: more than
// a window shows.
const pageSize = 60

// newTalk starts the chat of a call that was accepted, with what was written
// before.
func (c *Controller) newTalk(v *conversation) *talk {
	cfg := chat.Config{Self: chat.Person{Key: c.cfg.Key, Name: c.settings().Name}}
	var thread chat.Thread
	if v.meeting != nil {
		thread = chat.InRoom(v.meeting.Room)
	} else {
		key, err := identity.ParseKey(v.peer.Key)
		if err != nil {
			return nil // the backend proves keys; nobody else is talked to
		}
		cfg.Peer, thread = chat.Person{Key: key, Name: v.peer.Name}, chat.WithPerson(key)
	}
	t := &talk{
		Conversation: chat.New(cfg), thread: thread,
		open: make(map[string]identity.Key), deaf: make(map[string]bool),
	}
	c.cfg.History.Load(t.thread, chat.Ref{}, pageSize)
	return t
}

// talk returns the chat of the current call, or nil.
func (c *Controller) talk() *talk {
	if c.current == nil {
		return nil
	}
	return c.current.talk
}

// carryOut sends and keeps what came of something done to the conversation.
func (c *Controller) carryOut(t *talk, e chat.Effects) {
	for _, m := range e.Send {
		for participant, key := range t.open {
			if key == m.To {
				c.cfg.Backend.Chat(c.current.id, participant, m.Data)
			}
		}
	}
	for _, change := range e.Store {
		if said, ok := change.(chat.Said); ok && !said.Message.Own && said.Message.Kind == chat.Text {
			c.emitChat(said.Message)
		}
	}
	if len(e.Store) > 0 && !c.cfg.History.Record(t.thread, e.Store) {
		c.note(errors.New("the history's queue is full"))
	}
	c.expire.Stop()
	if at := t.Expires(); !at.IsZero() {
		c.expire.Reset(time.Until(at))
	}
}

func (c *Controller) emitChat(m *chat.Message) {
	c.emit(Event{
		Kind: EventChat, Call: c.callID(), ID: m.ID.String(), Name: m.Name, Key: m.Author.String(), Text: m.Text,
	})
}

// chatOpen and chatClosed follow the participants' channels.
func (c *Controller) chatOpen(participant string) {
	t, i := c.talk(), c.current.index(participant)
	if t == nil || i < 0 || t.deaf[participant] {
		return
	}
	person := c.current.participants[i].Person
	key, err := identity.ParseKey(person.Key)
	if err != nil {
		return
	}
	t.open[participant] = key
	e, err := t.Joined(chat.Person{Key: key, Name: person.Name})
	if err != nil {
		delete(t.open, participant)
	}
	c.carryOut(t, e)
}

func (c *Controller) chatClosed(participant string) {
	if t := c.talk(); t != nil {
		t.Lost(t.open[participant])
		delete(t.open, participant)
	}
}

// chatReceived reads a message. Who breaks the protocol is heard no more in
// this call.
func (c *Controller) chatReceived(e session.ChatReceived) {
	t := c.talk()
	if t == nil || t.deaf[e.Participant] {
		return
	}
	effects, err := t.Receive(t.open[e.Participant], e.Message)
	c.carryOut(t, effects)
	if err != nil {
		t.deaf[e.Participant] = true
		c.chatClosed(e.Participant)
		c.cfg.Logger.Warn("chat closed", "participant", e.Participant, "error", err)
		c.emit(Event{Kind: EventError, Call: c.callID(), Text: chatBroken, Detail: err.Error()})
		c.tell("chat", Notice{Severity: Warning, Text: chatBroken})
	}
}

const chatBroken = "Messages came that make no sense. The chat of this call is closed."

// handleHistory takes what the disk has to say.
func (c *Controller) handleHistory(e history.Event) {
	c.dirty = true
	t := c.talk()
	switch e := e.(type) {
	case history.Stored:
		if t != nil && e.Thread == t.thread {
			c.carryOut(t, t.Stored(e.Changes))
		}
	case history.Failed:
		c.note(e.Err)
		if t != nil && e.Thread == t.thread {
			c.carryOut(t, t.Stored(e.Changes)) // it was read here, and sending it again would not help
		}
	case history.Page:
		if t != nil && e.Thread == t.thread {
			t.older = e.More
			c.carryOut(t, t.Restore(e.Messages))
		}
	case history.Found:
		if t != nil && e.Text == t.query {
			t.found = t.found[:0:0]
			for _, hit := range e.Hits {
				t.found = append(t.found, hit.Message)
			}
		}
	case history.Erased:
		c.note(e.Err)
	case history.Damaged:
		c.tell("history", Notice{Severity: Warning, Text: historyDamaged, Stays: true})
		c.emit(Event{Kind: EventError, Text: historyDamaged, Detail: e.Err.Error()})
	}
}

const historyDamaged = "The history of your chats could not be read and starts anew. The old file was kept aside."

// handleChat does what the person wants of the chat.
func (c *Controller) handleChat(cmd Command) {
	t := c.talk()
	if t == nil {
		return
	}
	var e chat.Effects
	var err error
	switch cmd := cmd.(type) {
	case Say:
		e, err = t.Say(cmd.Text)
	case EditMessage:
		e, err = t.Edit(cmd.ID, cmd.Text)
	case DeleteMessage:
		e, err = t.Delete(cmd.ID)
	case React:
		e, err = t.React(cmd.To, cmd.Emoji)
	case Typing:
		c.carryOut(t, t.Typing(cmd.On))
		return
	case ReadChat:
		t.Seen()
		return
	case OlderChat:
		c.olderChat(t)
		return
	case SearchChat:
		c.searchChat(t, cmd.Text)
		return
	case EraseChat:
		c.eraseChat(t)
		return
	}
	t.said = refusal(err)
	c.carryOut(t, e)
}

func (c *Controller) olderChat(t *talk) {
	before := chat.Ref{}
	if messages := t.Snapshot().Messages; len(messages) > 0 {
		before = messages[0].Ref
	}
	c.cfg.History.Load(t.thread, before, pageSize)
}

func (c *Controller) searchChat(t *talk, text string) {
	t.query, t.found = text, nil
	if text != "" {
		c.cfg.History.Search(t.thread, text, pageSize)
	}
}

// eraseChat removes what was written, here and on the disk.
func (c *Controller) eraseChat(t *talk) {
	c.cfg.History.Erase(t.thread)
	t.Clear()
	t.older, t.query, t.found = false, "", nil
}

// eraseAllChats removes everything that is kept of any conversation.
func (c *Controller) eraseAllChats() {
	c.cfg.History.EraseAll()
	if t := c.talk(); t != nil {
		c.eraseChat(t)
	}
}

// refusal is why a text was not sent, in words.
func refusal(err error) string {
	switch {
	case err == nil, errors.Is(err, chat.ErrEmpty):
		return ""
	case errors.Is(err, chat.ErrTooLong):
		return "This is too long for one message. Send it in parts, or as a file."
	case errors.Is(err, chat.ErrTooFast):
		return "That was too much at once. Wait a moment."
	case errors.Is(err, chat.ErrFull):
		return "Too much waits to be delivered. It can go on when the connection is back."
	case errors.Is(err, chat.ErrNobody):
		return "Nobody is there to read it."
	case errors.Is(err, chat.ErrEmoji):
		return "A reaction is one emoji."
	}
	return "That message is not there any more."
}

// chatSnapshot is what the window shows of the chat.
func (t *talk) chatSnapshot() Chat {
	if t == nil {
		return Chat{Snapshot: &chat.Snapshot{}}
	}
	return Chat{
		Snapshot: t.Snapshot(), Open: len(t.open) > 0, Older: t.older,
		Query: t.query, Found: t.found, Refused: t.said,
	}
}
