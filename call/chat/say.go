package chat

import (
	"time"

	"parley/call/identity"
)

// Say writes a text to everyone who is here.
func (c *Conversation) Say(text string) (Effects, error) {
	text, err := tidy(text)
	if err != nil {
		return Effects{}, err
	}
	if err := c.allow(len(text)); err != nil {
		return Effects{}, err
	}
	now := c.now()
	m := &Message{
		Ref: c.own(c.newID()), Name: c.self.Name, Own: true, Time: now, Text: text,
	}
	c.typed = time.Time{} // a text ends typing
	c.add(m)
	c.Seen()
	c.post(m.ID, m.Ref, textMessage{ID: m.ID, At: now.UnixMilli(), Text: text})
	c.store(Said{c.list.get(m.Ref)})
	return c.flush(), nil
}

// Edit replaces the text of a message of one's own.
func (c *Conversation) Edit(id ID, text string) (Effects, error) {
	m, err := c.mine(id)
	if err != nil {
		return Effects{}, err
	}
	if text, err = tidy(text); err != nil || text == m.Text {
		return Effects{}, err
	}
	if err := c.allow(len(text)); err != nil {
		return Effects{}, err
	}
	c.overtake(about[editMessage](&c.out, m.Ref))
	for _, i := range about[textMessage](&c.out, m.Ref) {
		c.out.rewrite(i, textMessage{ID: m.ID, At: m.Time.UnixMilli(), Text: text})
	}
	by := c.newID()
	c.change(m.Ref, func(m *Message) { m.edit(text) })
	c.post(by, m.Ref, editMessage{ID: by, Of: id, Text: text})
	c.store(Edited{Ref: m.Ref, Text: text, by: by})
	return c.flush(), nil
}

// Delete takes back a message of one's own.
func (c *Conversation) Delete(id ID) (Effects, error) {
	m, err := c.mine(id)
	if err != nil {
		return Effects{}, err
	}
	if err := c.pass(0); err != nil {
		return Effects{}, err
	}
	texts := about[textMessage](&c.out, m.Ref)
	c.overtake(about[editMessage](&c.out, m.Ref))
	c.overtake(about[reactMessage](&c.out, m.Ref))
	c.overtake(texts)
	by := c.newID()
	c.change(m.Ref, (*Message).erase)
	if len(texts) == 0 || texts[0].touched() {
		c.post(by, m.Ref, deleteMessage{ID: by, Of: id})
	}
	c.store(Deleted{Ref: m.Ref, by: by})
	return c.flush(), nil
}

// React sets one's own reaction to a message, in the place of an earlier one;
// an empty emoji takes it back.
func (c *Conversation) React(to Ref, emoji string) (Effects, error) {
	m := c.list.get(to)
	switch {
	case m == nil || m.Deleted || m.Kind != Text:
		return Effects{}, ErrUnknown
	case emoji != "" && !IsEmoji(emoji):
		return Effects{}, ErrEmoji
	}
	if err := c.allow(0); err != nil {
		return Effects{}, err
	}
	c.overtake(about[reactMessage](&c.out, to))
	by, r := c.newID(), Reaction{By: c.self.Key, Name: c.self.Name, Own: true, Emoji: emoji}
	c.change(to, func(m *Message) { m.react(r) })
	c.post(by, to, reactMessage{ID: by, Author: to.Author, Of: to.ID, Emoji: emoji})
	c.store(Reacted{On: to, Reaction: r, by: by})
	return c.flush(), nil
}

// Typing says that one is writing, or no longer. It may be called at every
// key.
func (c *Conversation) Typing(on bool) Effects {
	now := c.now()
	if on == c.typed.IsZero() || on && now.Sub(c.typed) >= typingEvery {
		if c.typed = (time.Time{}); on {
			c.typed = now
		}
		c.send(encode(typingMessage{On: on}))
	}
	return c.flush()
}

// Seen says that the person sees the newest message.
func (c *Conversation) Seen() {
	c.seen = c.list.end()
	c.shown = nil
}

// Add puts a line of the program's own at the end, for this side alone: a
// Notice, or the offer of a File by somebody.
func (c *Conversation) Add(kind Kind, by Person, text, file string) Effects {
	m := &Message{
		Ref: Ref{Author: by.Key, ID: c.newID()}, Kind: kind, Own: by.Key == c.self.Key,
		Time: c.now(), Text: Clean(text), File: file,
	}
	if !by.Key.IsZero() {
		m.Name = identity.CleanName(by.Name)
	}
	c.add(m)
	c.store(Said{m})
	return c.flush()
}

// tidy cleans what the person wrote, which may come from a clipboard.
func tidy(text string) (string, error) {
	if len(text) > 2*MaxText {
		return "", ErrTooLong
	}
	text = clean(text, 8*MaxText) // composing makes it three times as long at most
	switch {
	case text == "":
		return "", ErrEmpty
	case len(text) > MaxText:
		return "", ErrTooLong
	}
	return text, nil
}

// allow reports whether one more message may be written, with a text of that
// many bytes.
func (c *Conversation) allow(size int) error {
	if c.count() == 0 {
		return ErrNobody
	}
	if c.out.full() {
		return ErrFull
	}
	return c.pass(size)
}

func (c *Conversation) pass(size int) error {
	const around = 256 // bytes of a message that are not its text
	if !c.pace.take(around+size, c.now()) {
		return ErrTooFast
	}
	return nil
}

func (c *Conversation) own(id ID) Ref { return Ref{Author: c.self.Key, ID: id} }

// mine returns a message of one's own that can still be changed.
func (c *Conversation) mine(id ID) (*Message, error) {
	m := c.list.get(c.own(id))
	if m == nil || m.Deleted || m.Kind != Text {
		return nil, ErrUnknown
	}
	return m, nil
}
