package bridge

import (
	"bytes"
	"runtime"
)

// homeward returns do without what would run on another goroutine than the one
// that calls homeward. Once its windows are gone, fyne.Do runs what it is given
// on the spot, where touching a widget ends in a panic; Fyne does not tell
// before that it ends.
func homeward(do func(func())) func(func()) {
	home := goroutine()
	return func(f func()) {
		do(func() {
			if goroutine() == home {
				f()
			}
		})
	}
}

// goroutine returns the number of the goroutine that calls it, which Go tells
// only at the top of its stack's description: "goroutine 1 [running]:".
func goroutine() string {
	var description [40]byte
	words := bytes.Fields(description[:runtime.Stack(description[:], false)])
	return string(words[1])
}
