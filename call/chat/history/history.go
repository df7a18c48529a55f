// Package history keeps what was written in a SQLite database of the profile.
//
// A Store does its work on a goroutine of its own. What it is asked for is
// queued and never waited for; what comes of it arrives as an Event:
//
//   - Record keeps changes that a chat.Conversation made. Stored says that
//     they are on the disk, so that the conversation may acknowledge them.
//   - Load reads a page of a conversation, the newest first and then
//     backwards; Search finds text in all of them.
//   - Erase and EraseAll remove what is kept, so that the file holds nothing
//     of it any more.
//   - Keep switches the history off. Nothing is written then, and Stored comes
//     at once; what was kept before stays, can be read, and is there to be
//     erased.
//
// The database is in WAL mode with synchronous=NORMAL: what was stored
// survives the end of the program, however sudden, and the database survives a
// loss of power, which may cost the last moments. A database that cannot be
// read is renamed and a new one begun: see Damaged.
package history

import (
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"

	"parley/call/chat"
	"parley/call/profile"
)

// queue is how many requests wait for the disk. When it is full a request is
// refused, and the caller knows: nothing is dropped in silence.
const queue = 1024

// mostRead is how many messages one answer has at most.
const mostRead = 500

// Store is the history of a profile. Its methods may be called from any
// goroutine, and none but Close waits for the disk.
type Store struct {
	dir      profile.Dir
	keep     atomic.Bool
	requests chan request
	events   chan Event
	stop     chan struct{}
	stopOnce sync.Once
	done     chan struct{}
	err      error // of closing the database; to be read once done is closed

	// The fields below belong to run.

	db    *sql.DB // nil until it is needed
	stmts statements
}

// Open returns the history of the profile at dir, which keeps what is written
// from now on or, without keep, does not. The caller reads Events and closes
// the store.
func Open(dir string, keep bool) (*Store, error) {
	d, err := profile.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	s := &Store{
		dir:      d,
		requests: make(chan request, queue),
		events:   make(chan Event, eventQueue),
		stop:     make(chan struct{}),
		done:     make(chan struct{}),
	}
	s.keep.Store(keep)
	go s.run()
	return s, nil
}

// Keep switches the history on or off, from now on: also for what is queued.
func (s *Store) Keep(on bool) { s.keep.Store(on) }

// Record keeps changes of a conversation, in their order. False says that too
// much is queued already, and they are not kept.
func (s *Store) Record(thread chat.Thread, changes []chat.Change) bool {
	return s.ask(record{thread, changes})
}

// Load reads up to n messages that came before one of a conversation; with
// the zero Ref, and with one that is not in the history, the newest. A Page
// answers.
func (s *Store) Load(thread chat.Thread, before chat.Ref, n int) bool {
	return s.ask(load{thread, before, atMost(n)})
}

// Search finds the newest n messages with all words of a text, in one
// conversation or, with an empty thread, in all. Found answers.
func (s *Store) Search(thread chat.Thread, text string, n int) bool {
	return s.ask(search{thread, text, atMost(n)})
}

func atMost(n int) int { return min(max(n, 1), mostRead) }

// Erase removes a conversation. Erased answers.
func (s *Store) Erase(thread chat.Thread) bool { return s.ask(erase{thread}) }

// EraseAll removes everything, damaged databases of earlier times included.
// Erased answers.
func (s *Store) EraseAll() bool { return s.ask(eraseAll{}) }

// Close writes what is queued and closes the database. It waits for both. With
// an error of closing, what was stored is still safe in the log.
func (s *Store) Close() error {
	s.stopOnce.Do(func() { close(s.stop) })
	<-s.done
	return s.err
}
