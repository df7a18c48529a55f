package chat

import (
	"slices"
	"time"

	"parley/call/identity"
)

// Kind says what a Message is. Only Text comes from people: nothing that they
// write can look like the other kinds.
type Kind int

// The kinds of Message.
const (
	Text   Kind = iota // what somebody wrote
	Notice             // a sentence of the program's own
	File               // a file that somebody offers; File names the transfer
)

// State says how far a Message of one's own has come.
type State int

// The states of a Message.
const (
	Pending     State = iota // waits for a channel
	Sent                     // on its way
	Delivered                // everyone it was for has it
	Undelivered              // those it was for left before it arrived
)

// Message is one line of a conversation. It never changes once it was given
// out: what happens to it makes a new one.
type Message struct {
	Ref
	Kind      Kind
	Name      string // of the author, then
	Own       bool
	Time      time.Time // when it was written, as far as the author is believed
	Text      string    // cleaned; empty once it was taken back
	File      string    // names the transfer of a File
	Spans     []Span    // of Text
	Edited    bool
	Deleted   bool
	Mention   bool // of oneself, by somebody else
	Reactions []Reaction
	State     State          // of one's own
	Missing   []identity.Key // who does not have it yet, of one's own
}

// Reaction is one person's reaction to a message.
type Reaction struct {
	By    identity.Key
	Name  string
	Own   bool
	Emoji string
}

// Tally is all reactions to a message with one emoji.
type Tally struct {
	Emoji string
	Names []string // who, in the order they came
	Own   bool     // oneself is among them
}

// Tally counts the reactions, the emoji that came first in front.
func (m *Message) Tally() []Tally {
	var all []Tally
	for _, r := range m.Reactions {
		i := slices.IndexFunc(all, func(t Tally) bool { return t.Emoji == r.Emoji })
		if i < 0 {
			i = len(all)
			all = append(all, Tally{Emoji: r.Emoji})
		}
		all[i].Names = append(all[i].Names, r.Name)
		all[i].Own = all[i].Own || r.Own
	}
	return all
}

// edit replaces the text.
func (m *Message) edit(text string) {
	m.Text, m.Edited = text, true
}

// erase leaves that there was a message, and nothing of it.
func (m *Message) erase() {
	m.Text, m.Spans, m.Mention, m.Reactions, m.Missing = "", nil, false, nil, nil
	m.Deleted = true
}

// react sets the one reaction of a person, or takes it back.
func (m *Message) react(r Reaction) {
	others := slices.Clone(m.Reactions)
	others = slices.DeleteFunc(others, func(o Reaction) bool { return o.By == r.By })
	if r.Emoji != "" && len(others) < mostReactions {
		others = append(others, r)
	}
	m.Reactions = others
}
