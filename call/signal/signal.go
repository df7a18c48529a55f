// Package signal is how two devices agree on a call, whatever way they found
// each other: the messages of PROTOCOL.md with a strict parser, and the
// interfaces that every such way implements.
package signal

import "errors"

// Version is the newest version of the protocol, and so far the only one.
const Version = 1

// The faults of a link or a message.
var (
	// ErrProtocol says that the other side broke PROTOCOL.md.
	ErrProtocol = errors.New("the other side breaks the protocol")
	// ErrVersion says that the two sides have no version in common.
	ErrVersion = errors.New("no version of the protocol in common")
	// ErrWrongKey says that somebody else answered than was called.
	ErrWrongKey = errors.New("another key than expected")
	// ErrSelf says that a device called itself.
	ErrSelf = errors.New("the address is this computer's own")
	// ErrSlow says that the other side does not take what is sent.
	ErrSlow = errors.New("the other side is too slow")
	// ErrLost says that the other side was not heard of for too long.
	ErrLost = errors.New("the other side does not answer")
	// ErrFull says that as many people are in a room as may be.
	ErrFull = errors.New("the room is full")
	// ErrClosed says that this side closed.
	ErrClosed = errors.New("closed")
	// ErrSignature says that a fingerprint is not the one that was signed.
	ErrSignature = errors.New("the media's fingerprint is not the one that was signed")
)
