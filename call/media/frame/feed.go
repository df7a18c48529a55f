package frame

import "sync"

// Feed shows the pictures of one track to any number of watchers, each at its
// own pace. The zero value is ready. It is safe for concurrent use.
type Feed struct {
	mu       sync.Mutex
	watchers map[*Mailbox[*Video]]struct{}
}

// Watch returns a mailbox that gets every picture from now on. Its owner
// gives it back with Unwatch.
func (f *Feed) Watch() *Mailbox[*Video] {
	m := NewMailbox((*Video).Release)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.watchers == nil {
		f.watchers = make(map[*Mailbox[*Video]]struct{})
	}
	f.watchers[m] = struct{}{}
	return m
}

// Unwatch closes a mailbox that Watch returned.
func (f *Feed) Unwatch(m *Mailbox[*Video]) {
	f.mu.Lock()
	delete(f.watchers, m)
	f.mu.Unlock()
	m.Close()
}

// Put shows v to all watchers, takes the caller's reference and returns how many
// watch.
func (f *Feed) Put(v *Video) int {
	f.mu.Lock()
	for m := range f.watchers {
		m.Put(v.Retain())
	}
	watching := len(f.watchers)
	f.mu.Unlock()
	v.Release()
	return watching
}
