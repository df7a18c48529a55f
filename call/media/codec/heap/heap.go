// Package heap keeps the memory of C libraries small.
package heap

// #include <stdlib.h>
// #ifdef __GLIBC__
// #include <malloc.h>
// static int threshold(int bytes) { return mallopt(M_MMAP_THRESHOLD, bytes); }
// #else
// static int threshold(int bytes) { return 1; }
// #endif
import "C"

// large is from how many bytes on a block is a mapping of its own: far below
// the buffers of a codec, far above what is allocated often.
const large = 256 << 10

// ReturnLarge makes glibc give large blocks back to the system when they are
// freed. Otherwise the first that is freed raises its threshold, and from then
// on the buffers of a codec lie in the heap of the thread that allocated them,
// which keeps them when they are freed. Go moves goroutines between threads, so
// that a video that changes its size now and then would take another 20 MB in
// another thread's heap each time, up to hundreds. It holds for the whole
// program and may be called any number of times; other systems' allocators
// need nothing.
func ReturnLarge() { C.threshold(large) }
