package chat

import (
	"time"

	"golang.org/x/time/rate"
)

// peer is somebody who is or was in the conversation.
type peer struct {
	Person
	here   bool // did not leave for good
	open   bool // the channel
	typing time.Time
	flood
}

// flood counts what a peer sends, over all its channels.
type flood struct {
	allowance
	dropped   int
	senseless int
}

func newFlood() flood {
	return flood{allowance: allowance{
		messages: rate.NewLimiter(messageRate, messageBurst),
		bytes:    rate.NewLimiter(byteRate, byteBurst),
	}}
}

// allowance is how much may come.
type allowance struct {
	messages *rate.Limiter
	bytes    *rate.Limiter
}

// ownAllowance is what oneself may write, so that the other side never drops
// any of it, nor what is sent again when a channel opens.
func ownAllowance() allowance {
	return allowance{
		messages: rate.NewLimiter(messageRate/2, messageBurst/4),
		bytes:    rate.NewLimiter(byteRate/2, byteBurst/4),
	}
}

// take reports whether there is room for a message of that many bytes. Both
// are asked, so that short messages do not hide behind long ones.
func (a allowance) take(size int, now time.Time) bool {
	few, small := a.messages.AllowN(now, 1), a.bytes.AllowN(now, size)
	return few && small
}
