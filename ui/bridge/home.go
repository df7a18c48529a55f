package bridge

// queue makes a function that has job run on the main thread, and returns at
// once. It is called on the main thread.
type queue func(job func()) (post func())

// homeward makes a queue of one that takes functions, such as fyne.Do, and
// leaves out what would run on another goroutine than the one that makes it.
// Once its windows are gone, fyne.Do runs what it is given on the spot, where
// touching a widget ends in a panic; Fyne does not tell before that it ends.
func homeward(do func(func())) queue {
	return func(job func()) (post func()) {
		home := here()
		guarded := func() {
			if here() == home {
				job()
			}
		}
		return func() { do(guarded) }
	}
}
