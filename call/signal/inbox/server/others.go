package server

import (
	"context"

	"parley/call/signal/inbox"
)

// others are the servers that are one with this, if there are any.
type others interface {
	// left tells of a message for an owner who is not here, and says whether
	// there is anybody to tell.
	left(at inbox.Address, sealed []byte) bool
	// opened tells that an owner is here.
	opened(at inbox.Address)
	// forget hears no more of messages for an owner.
	forget(at inbox.Address)
	// ask completes what is known here of some tokens by what the others know.
	ask(ctx context.Context, tokens, present []byte)
	// close tells what is still to be told, and ends.
	close()
}

// nobody stands for others where there are none.
type nobody struct{}

func (nobody) left(inbox.Address, []byte) bool     { return false }
func (nobody) opened(inbox.Address)                {}
func (nobody) forget(inbox.Address)                {}
func (nobody) ask(context.Context, []byte, []byte) {}
func (nobody) close()                              {}
