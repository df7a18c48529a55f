// Package residence makes a program small that will do little for a while.
package residence

import "runtime/debug"

// Shrink returns memory that is not used to the system: garbage, what C libraries
// have freed, and the code of what does not run, which comes back from the file by
// itself when it does. It takes a tenth of a second.
func Shrink() {
	debug.FreeOSMemory()
	trimHeap()
	dropCode()
}
