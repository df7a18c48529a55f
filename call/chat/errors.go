package chat

import "errors"

// Why a person's act is refused.
var (
	ErrEmpty   = errors.New("there is nothing to send")
	ErrTooLong = errors.New("the message is too long")
	ErrTooFast = errors.New("too many messages in a short time")
	ErrFull    = errors.New("too many messages wait to be delivered")
	ErrNobody  = errors.New("nobody is there")
	ErrUnknown = errors.New("there is no such message")
	ErrEmoji   = errors.New("not one emoji")
)

// Why a channel is to be closed.
var (
	ErrProtocol = errors.New("chat messages make no sense")
	ErrFlood    = errors.New("too many chat messages for too long")
	ErrStranger = errors.New("not in this conversation")
	ErrCrowd    = errors.New("too many people in this conversation")
)
