package history

import (
	"database/sql"

	"parley/call/chat"
)

// request is something to do on the store's goroutine.
type request interface{ do(s *Store) }

type (
	record struct {
		thread  chat.Thread
		changes []chat.Change
	}
	load struct {
		thread chat.Thread
		before chat.Ref
		n      int
	}
	search struct {
		thread chat.Thread
		text   string
		n      int
	}
	erase    struct{ thread chat.Thread }
	eraseAll struct{}
)

// ask queues a request.
func (s *Store) ask(r request) bool {
	select {
	case <-s.stop:
		return false
	default:
	}
	select {
	case s.requests <- r:
		return true
	default:
		return false
	}
}

func (s *Store) run() {
	defer close(s.done)
	defer close(s.events)
	defer func() { s.err = s.closeDatabase() }()
	for {
		select {
		case r := <-s.requests:
			s.handle(r)
		case <-s.stop:
			s.finish()
			return
		}
	}
}

// finish writes what is queued; nobody reads answers any more.
func (s *Store) finish() {
	for {
		select {
		case r := <-s.requests:
			if first, ok := r.(record); ok {
				s.handle(first)
			}
		default:
			return
		}
	}
}

// handle does a request. Records that wait together are written together,
// since a transaction costs more than what is in it.
func (s *Store) handle(r request) {
	first, ok := r.(record)
	if !ok {
		r.do(s)
		return
	}
	batch, next := s.gather(first)
	s.writeAll(batch)
	if next != nil {
		next.do(s)
	}
}

// gather takes records from the queue until there is something else in it.
func (s *Store) gather(first record) (batch []record, next request) {
	batch = []record{first}
	for len(batch) < queue {
		select {
		case r := <-s.requests:
			another, ok := r.(record)
			if !ok {
				return batch, r
			}
			batch = append(batch, another)
		default:
			return batch, nil
		}
	}
	return batch, nil
}

// try does something with the database. One that turns out to be damaged is
// set aside, and it is done with a new one.
func (s *Store) try(do func(*sql.DB) error) error {
	err := s.attempt(do)
	if !isDamage(err) {
		return err
	}
	if err := s.setAside(err); err != nil {
		return err
	}
	return s.attempt(do)
}

func (s *Store) attempt(do func(*sql.DB) error) error {
	if err := s.openDatabase(); err != nil {
		return err
	}
	return do(s.db)
}
