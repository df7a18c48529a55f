package chat

// recent remembers the last messages that came, so that a duplicate of one
// that is no longer in memory is known. The oldest is forgotten first.
type recent struct {
	known map[Ref]struct{}
	order []Ref // a ring once it is full
	next  int
}

func newRecent() recent { return recent{known: make(map[Ref]struct{})} }

func (r *recent) has(ref Ref) bool {
	_, ok := r.known[ref]
	return ok
}

func (r *recent) add(ref Ref) {
	if len(r.order) < mostRecent {
		r.order = append(r.order, ref)
	} else {
		delete(r.known, r.order[r.next])
		r.order[r.next] = ref
		r.next = (r.next + 1) % mostRecent
	}
	r.known[ref] = struct{}{}
}
