package transfer

import "time"

// showEvery is how often progress is shown, and settleFor how long changes are
// collected before they are.
const (
	showEvery = 250 * time.Millisecond
	settleFor = 20 * time.Millisecond
)

// run owns the Engine's state.
func (e *Engine) run() {
	defer close(e.done)
	defer e.lock.Close()
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() { defer close(stopped); e.scribe(stop) }()
	e.loop()
	e.closing = true
	e.lastWords()
	for _, s := range e.streams {
		s.end(ErrClosed)
	}
	for _, t := range e.outgoing {
		t.halt()
	}
	for _, t := range e.incoming {
		t.halt()
		t.leave()
	}
	// Jobs end through the inbox, and streams wait for their frames in it.
	ended := make(chan struct{})
	go func() { e.jobs.Wait(); close(ended) }()
	for open := true; open; {
		select {
		case <-e.inbox.wake:
			e.inbox.drain()
		case <-ended:
			open = false
		}
	}
	e.inbox.close()
	close(stop)
	<-stopped
	e.disk.close()
	e.publisher.close()
}

// lastWords does what was asked for before Close, and says what waits to be
// written first, such as that a transfer has ended.
func (e *Engine) lastWords() {
	e.inbox.drain()
	written := make(chan struct{})
	e.disk.put(func() { close(written) })
	<-written
	e.inbox.drain()
}

func (e *Engine) loop() {
	ticker := time.NewTicker(showEvery)
	defer ticker.Stop()
	settle := time.NewTimer(0)
	defer settle.Stop()
	waiting := true
	for {
		select {
		case <-e.quit:
			return
		case <-e.inbox.wake:
			e.inbox.drain()
			if !waiting {
				settle.Reset(settleFor)
				waiting = true
			}
		case now := <-settle.C:
			waiting = false
			e.publisher.publish(e.snapshot(now))
		case now := <-ticker.C:
			if e.active() {
				e.publisher.publish(e.snapshot(now))
			}
		}
	}
}

// active reports whether there is progress to show.
func (e *Engine) active() bool {
	for _, t := range e.outgoing {
		if t.feeding != nil {
			return true
		}
	}
	for _, t := range e.incoming {
		if t.flow != nil || t.opening {
			return true
		}
	}
	return false
}

// scribe writes records in the order they were made.
func (e *Engine) scribe(quit <-chan struct{}) {
	for {
		select {
		case <-quit:
			return
		case <-e.disk.wake:
			e.disk.drain()
		}
	}
}

// job runs work in a goroutine of its own and then, in run, done. When the
// Engine ends there are no new ones.
func (e *Engine) job(work func() (done func())) {
	if e.closing {
		return
	}
	e.jobs.Go(func() { e.inbox.put(work()) })
}

// call runs f in run and waits for it. False says that the Engine was closed.
func (e *Engine) call(f func()) bool {
	ran := make(chan struct{})
	if !e.inbox.put(func() { f(); close(ran) }) {
		return false
	}
	<-ran
	return true
}
