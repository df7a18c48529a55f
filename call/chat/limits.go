package chat

import "time"

// Limits of PROTOCOL.md, in bytes where nothing else is said.
const (
	// MaxMessage is the largest message on the channel.
	MaxMessage = 64 << 10
	// MaxText is the longest text.
	MaxText = 16 << 10
	// MaxEmoji is the longest reaction.
	MaxEmoji = 256

	maxIDs  = 64        // of one acknowledgement
	maxTime = 1<<53 - 1 // ms; what every JSON parser counts exactly

	mostSenseless = 32   // messages, before the channel is closed
	mostDropped   = 2048 // likewise, of those over the limits below

	messageRate  = 16 // a second
	messageBurst = 256
	byteRate     = 8 << 10 // a second
	byteBurst    = 1 << 20

	mostWaiting      = messageBurst / 2 // messages that are not acknowledged yet
	mostWaitingBytes = byteBurst / 2

	typingEvery = 3 * time.Second // at most this often it is said
	typingLasts = 6 * time.Second

	oldest = 7 * 24 * time.Hour // that a message's own time is believed
)

// Limits of what is kept in memory. Older messages are in the history.
const (
	mostMessages  = 1000
	mostBytes     = 4 << 20 // of their text
	mostPeople    = 64      // at a time
	mostKnown     = 256     // people, those who left included
	mostReactions = 64      // to one message
	mostRecent    = 4096    // ids by which duplicates are known
)
