package call

import "parley/call/chat"

// The commands of the chat, which belong to the call that goes on.
type (
	// Say writes a text to everybody in the call.
	Say struct{ Text string }
	// EditMessage replaces a text of one's own.
	EditMessage struct {
		ID   chat.ID
		Text string
	}
	// DeleteMessage takes a text of one's own back.
	DeleteMessage struct{ ID chat.ID }
	// React sets one's own reaction to a message; empty takes it back.
	React struct {
		To    chat.Ref
		Emoji string
	}
	// Typing says that one writes, or no longer.
	Typing struct{ On bool }
	// ReadChat says that the person sees the newest message.
	ReadChat struct{}
	// OlderChat loads what was written before, from the history.
	OlderChat struct{}
	// SearchChat finds a text in what was ever written with these people;
	// empty ends the search.
	SearchChat struct{ Text string }
	// EraseChat removes all of this conversation from this computer, and
	// EraseAllChats everything that was ever written, in or out of a call.
	EraseChat     struct{}
	EraseAllChats struct{}
)

func (Say) command()           {}
func (EditMessage) command()   {}
func (DeleteMessage) command() {}
func (React) command()         {}
func (Typing) command()        {}
func (ReadChat) command()      {}
func (OlderChat) command()     {}
func (SearchChat) command()    {}
func (EraseChat) command()     {}
func (EraseAllChats) command() {}
