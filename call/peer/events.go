package peer

import "sync"

// events calls the handler from one goroutine, so that whoever causes an event
// never waits for it and holds no lock of his when it is heard.
//
// Nothing is dropped. The queue stays short because kinds of events that a
// peer could cause at will are put in with once, which keeps one of each.
type events struct {
	handler Handler
	wake    chan struct{}

	mu      sync.Mutex
	queue   []event
	waiting map[eventKey]bool
}

type event struct {
	call func(Handler)
	key  eventKey // zero for an event that is not merged
}

// eventKey names events of which one waiting is enough.
type eventKey struct {
	kind eventKind
	slot Slot
}

type eventKind int

const (
	single eventKind = iota
	keyFrameWanted
	targetChanged
	renegotiationWanted
)

func newEvents(h Handler) *events {
	return &events{handler: h, wake: make(chan struct{}, 1), waiting: make(map[eventKey]bool)}
}

// post queues one call.
func (e *events) post(call func(Handler)) { e.put(event{call: call}) }

// once queues a call unless one with the same key still waits.
func (e *events) once(key eventKey, call func(Handler)) { e.put(event{call: call, key: key}) }

func (e *events) put(ev event) {
	e.mu.Lock()
	merged := ev.key.kind != single && e.waiting[ev.key]
	if !merged {
		e.waiting[ev.key] = true
		e.queue = append(e.queue, ev)
	}
	e.mu.Unlock()
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// run makes the calls until done is closed.
func (e *events) run(done <-chan struct{}) {
	for {
		select {
		case <-e.wake:
		case <-done:
			return
		}
		for ev, ok := e.next(); ok; ev, ok = e.next() {
			select {
			case <-done:
				return
			default:
				ev.call(e.handler)
			}
		}
	}
}

func (e *events) next() (ev event, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.queue) == 0 {
		return ev, false
	}
	ev, e.queue = e.queue[0], e.queue[1:]
	delete(e.waiting, ev.key)
	return ev, true
}
