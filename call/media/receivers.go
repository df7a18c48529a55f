package media

import (
	"slices"
	"sync"
	"sync/atomic"
)

// receivers is the set of people heard now. The audio callback reads it
// without a lock; whoever changes it makes a new list.
type receivers struct {
	mu      sync.Mutex
	list    atomic.Pointer[[]*Receiver]
	volumes map[string]float64 // by key, kept for people not in the call yet
}

func (r *receivers) all() []*Receiver {
	if list := r.list.Load(); list != nil {
		return *list
	}
	return nil
}

func (r *receivers) add(v *Receiver) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if volume, ok := r.volumes[v.cfg.Key]; ok {
		v.gain.Set(volume)
	}
	list := append(slices.Clone(r.all()), v)
	r.list.Store(&list)
}

func (r *receivers) remove(v *Receiver) {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := slices.DeleteFunc(slices.Clone(r.all()), func(x *Receiver) bool { return x == v })
	r.list.Store(&list)
}

func (r *receivers) setVolume(key string, gain float64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.volumes == nil {
		r.volumes = make(map[string]float64)
	}
	r.volumes[key] = gain
	for _, v := range r.all() {
		if v.cfg.Key == key {
			v.gain.Set(gain)
		}
	}
}
