package lan

import (
	"fmt"
	"net/netip"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// uptime reads the clock that goes on while the computer sleeps
// (clock_gettime(2)).
func uptime() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_BOOTTIME, &t) != nil {
		return time.Duration(time.Now().UnixNano())
	}
	return time.Duration(t.Nano())
}

// routes describes the default routes: through which interface packets go to the
// rest of the world, to which router, and how much that is preferred.
func routes() (lines []string) {
	for _, m := range dump(unix.RTM_GETROUTE) {
		if m.Header.Type != unix.RTM_NEWROUTE || len(m.Data) < unix.SizeofRtMsg {
			continue
		}
		// struct rtmsg: family, length of the destination, ..., table at 4, type at 7.
		if m.Data[1] != 0 || m.Data[4] != unix.RT_TABLE_MAIN || m.Data[7] != unix.RTN_UNICAST {
			continue
		}
		a := attributes(m)
		lines = append(lines, fmt.Sprintf("default %d through %x to %x preferred %x", m.Data[0], a[unix.RTA_OIF], a[unix.RTA_GATEWAY], a[unix.RTA_PRIORITY]))
	}
	return lines
}

// tentative lists addresses that cannot be used yet, because it is still looked
// for somebody else who has them (RFC 4862 section 5.4), and those that were
// found to be somebody else's.
func tentative() map[netip.Addr]bool {
	out := map[netip.Addr]bool{}
	for _, m := range dump(unix.RTM_GETADDR) {
		if m.Header.Type != unix.RTM_NEWADDR || len(m.Data) < unix.SizeofIfAddrmsg {
			continue
		}
		if m.Data[2]&(unix.IFA_F_TENTATIVE|unix.IFA_F_DADFAILED) == 0 { // struct ifaddrmsg
			continue
		}
		if address, ok := netip.AddrFromSlice(attributes(m)[unix.IFA_ADDRESS]); ok {
			out[address.Unmap()] = true
		}
	}
	return out
}

// dump asks the kernel for all it has of one kind (rtnetlink(7)); nothing when
// it does not answer.
func dump(kind int) []syscall.NetlinkMessage {
	table, err := syscall.NetlinkRIB(kind, unix.AF_UNSPEC)
	if err != nil {
		return nil
	}
	messages, err := syscall.ParseNetlinkMessage(table)
	if err != nil {
		return nil
	}
	return messages
}

// attributes returns a message's attributes by their type; numbers in them are
// in the computer's own byte order.
func attributes(m syscall.NetlinkMessage) map[uint16][]byte {
	list, err := syscall.ParseNetlinkRouteAttr(&m)
	if err != nil {
		return nil
	}
	out := make(map[uint16][]byte, len(list))
	for _, a := range list {
		out[a.Attr.Type] = a.Value
	}
	return out
}
