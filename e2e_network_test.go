//go:build linux

package main

import (
	"testing"

	"parley/call/peer/pathtest"
)

// cabled makes two computers on one link, and leaves the test out where whole
// programs are not wanted.
func cabled(t testing.TB) (a, b *pathtest.Host) {
	t.Helper()
	executable(t) // -short leaves the test out before anything is made
	n := pathtest.Cable(t)
	return n.A, n.B
}
