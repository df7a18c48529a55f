//go:build !linux

package lan

import "net"

// tune leaves the system's retransmission as it is.
func tune(net.Conn) {}
