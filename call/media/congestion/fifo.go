package congestion

// fifo is a queue that recycles its memory. The zero value is empty.
type fifo[T any] struct {
	items []T
	head  int // the first that waits
}

func (q *fifo[T]) len() int { return len(q.items) - q.head }

// waiting is what waits, valid until the next call.
func (q *fifo[T]) waiting() []T { return q.items[q.head:] }

// truncate drops all but the first n.
func (q *fifo[T]) truncate(n int) {
	clear(q.items[q.head+n:])
	q.items = q.items[:q.head+n]
}

// push appends v. What was taken out makes room before memory is added.
func (q *fifo[T]) push(v T) {
	if q.head > 0 && len(q.items) == cap(q.items) {
		rest := copy(q.items, q.items[q.head:])
		clear(q.items[rest:])
		q.items, q.head = q.items[:rest], 0
	}
	q.items = append(q.items, v)
}

// shift takes the first element off, of which there is one, and lets go of it.
func (q *fifo[T]) shift() T {
	var none T
	first := q.items[q.head]
	q.items[q.head] = none
	if q.head++; q.head == len(q.items) {
		q.items, q.head = q.items[:0], 0
	}
	return first
}
