package call

import (
	"strings"
	"time"

	"parley/assets"
	core "parley/call"
	"parley/call/chat"
	"parley/ui/amount"
)

// typingPause is how often it is told, at most, that one writes.
const typingPause = 2 * time.Second

// refusalTime is how long a text may take to be sent or refused.
const refusalTime = time.Second

// longText is from how many bytes on a text is not put where one writes:
// Fyne's entry takes a time that grows with the square of a paragraph's
// length, half a second for each key at 2000.
const longText = 800

// send gives away what is written, or the new words of what is edited.
func (c *chatView) send(text string) {
	text = strings.TrimSpace(text)
	if c.pasted != "" {
		text = strings.TrimSpace(text + "\n" + c.pasted)
	}
	if len(text) > chat.MaxText {
		c.setProblem("That is too long for one message. Send it as a file.")
		return
	}
	c.typed = time.Time{}
	if m := c.editing; m != nil {
		c.endEdit()
		if text != m.Text {
			c.acts.do(core.EditMessage{ID: m.ID, Text: text})
		}
		return
	}
	c.sent = sentText{text: text, at: time.Now()}
	if c.call != nil {
		c.sent.refused = c.call.Chat.Refused
	}
	c.composer.SetText("")
	c.setPasted("")
	c.acts.do(core.Say{Text: text})
	c.stream.ToEnd()
}

// settleSent gives a text that was refused back to the person.
func (c *chatView) settleSent(now time.Time) {
	refused := c.call.Chat.Refused
	switch {
	case c.sent.text == "":
		return
	case refused != "" && (refused != c.sent.refused || now.Sub(c.sent.at) > refusalTime):
		if c.composer.Text() == "" {
			c.restore(c.sent.text)
		}
	case refused != "" || !c.said(c.sent.text):
		return // not decided yet
	}
	c.sent = sentText{}
}

// restore puts a text back where one writes.
func (c *chatView) restore(text string) {
	if len(text) > longText {
		c.setPasted(text)
		return
	}
	c.composer.SetText(text)
}

// setPasted keeps a long text beside what is written; empty drops it.
func (c *chatView) setPasted(text string) {
	if c.pasted == text {
		return
	}
	c.pasted = text
	c.composer.SetMore(text != "")
	words := ""
	if text != "" {
		words = "A long text, " + amount.Bytes(int64(len(text)))
	}
	c.strip.set(assets.Text, words, "Leave it out (Esc)")
	c.relayout()
}

// said reports whether the newest text of one's own is text.
func (c *chatView) said(text string) bool {
	m := c.lastOwn()
	return m != nil && m.Text == text
}

// lastOwn returns the newest text of one's own that was not taken back.
func (c *chatView) lastOwn() *chat.Message {
	messages := c.messages()
	for i := len(messages) - 1; i >= 0; i-- {
		if m := messages[i]; m.Own && m.Kind == chat.Text && !m.Deleted {
			return m
		}
	}
	return nil
}

// changed tells the others that one writes, or no longer.
func (c *chatView) changed(text string) {
	c.relayout()
	if c.editing != nil {
		return
	}
	if text == "" {
		c.stopTyping()
		return
	}
	if now := time.Now(); now.Sub(c.typed) > typingPause {
		c.typed = now
		c.acts.do(core.Typing{On: true})
	}
}

func (c *chatView) stopTyping() {
	if !c.typed.IsZero() {
		c.typed = time.Time{}
		c.acts.do(core.Typing{On: false})
	}
}

// edit puts a text of one's own back where one writes.
func (c *chatView) edit(m *chat.Message) {
	c.setPasted("")
	c.editing = m
	c.strip.set(assets.Pen, "Editing your message", "Leave it as it was (Esc)")
	c.composer.SetText(m.Text)
	c.composer.Focus()
	c.relayout()
}

func (c *chatView) editLast() {
	if m := c.lastOwn(); m != nil && editable(m) {
		c.edit(m)
	}
}

// editable reports whether a message can be edited here.
func editable(m *chat.Message) bool { return m.Own && len(m.Text) <= longText }

func (c *chatView) endEdit() {
	if c.editing == nil {
		return
	}
	c.editing = nil
	c.strip.set(assets.Pen, "", "")
	c.composer.SetText("")
	c.relayout()
}

// leaveEdit is what Escape means where one writes.
func (c *chatView) leaveEdit() (used bool) {
	switch {
	case c.editing != nil:
		c.endEdit()
	case c.pasted != "":
		c.setPasted("")
	default:
		return false
	}
	return true
}

// paste asks for what was copied and writes it, if it is a text that can stand
// where one writes.
func (c *chatView) paste(write func(text string)) {
	c.acts.paste(func(text string) { write(c.pastedText(text)) })
}

// pastedText returns what of a pasted text is written: long ones stay beside.
func (c *chatView) pastedText(text string) string {
	switch {
	case len(text) <= longText:
		return text
	case len(text) > chat.MaxText:
		c.setProblem("That is too long for one message. Send it as a file.")
	case c.editing != nil:
		c.setProblem("That is too long to put into a message that is edited. Send it as a new one.")
	default:
		c.setPasted(strings.TrimSpace(text))
	}
	return ""
}
