// Package chat is what is written in a call: the messages as they travel
// (PROTOCOL.md), what a person sees of them, and how hostile text is made
// harmless. It knows neither a window, a network nor a disk.
//
// A Conversation is the state of one chat, with a person or in a room. It is
// a plain value of its owner, the controller, which
//
//   - tells it who is there: Joined when a channel opens, Lost when it closes,
//     Left when somebody is gone for good;
//   - hands it each message of a channel with Receive, and closes the channel
//     when that returns an error;
//   - calls Say, Edit, Delete, React, Typing and Seen for its own person;
//   - sends and stores what each of these returns as Effects, and hands the
//     changes back with Stored once the history has them, because only then
//     they are acknowledged; when the history cannot keep them it does the same
//     and tells its person, who has seen them after all;
//   - publishes Snapshot after each, and again at the time Expires tells;
//   - begins with Restore, of what the history has, and calls Clear when that is
//     erased.
//
// Package history keeps the changes of all conversations on the disk.
package chat

import "parley/call/identity"

// Thread names a conversation in the history: see WithPerson and InRoom.
type Thread string

// WithPerson returns the thread of all chat with one person.
func WithPerson(key identity.Key) Thread { return Thread("person:" + key.String()) }

// InRoom returns the thread of a room.
func InRoom(id string) Thread { return Thread("room:" + id) }

// Person is somebody in a conversation.
type Person struct {
	Key  identity.Key
	Name string // as they call themselves; cleaned when a Conversation takes it
}

// Ref names a message: no author can take the id of another's.
type Ref struct {
	Author identity.Key
	ID     ID
}
