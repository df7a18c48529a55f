package media

import (
	"slices"
	"sync"
	"sync/atomic"
)

// roster is a set that the media goroutines read without a lock; whoever
// changes it makes a new list. The zero value is empty.
type roster[T comparable] struct {
	mu   sync.Mutex
	list atomic.Pointer[[]T]
}

func (r *roster[T]) all() []T {
	if list := r.list.Load(); list != nil {
		return *list
	}
	return nil
}

func (r *roster[T]) add(v T) {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := append(slices.Clone(r.all()), v)
	r.list.Store(&list)
}

func (r *roster[T]) remove(v T) {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := slices.DeleteFunc(slices.Clone(r.all()), func(x T) bool { return x == v })
	r.list.Store(&list)
}
