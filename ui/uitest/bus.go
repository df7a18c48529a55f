package uitest

import (
	"bufio"
	"os/exec"
	"strings"
	"testing"
)

// StartBus starts a session bus that ends with the test, and returns its address,
// as DBUS_SESSION_BUS_ADDRESS has it. The test is skipped where there is no
// dbus-daemon.
func StartBus(tb testing.TB) (address string) {
	tb.Helper()
	need(tb, "dbus-daemon")
	cmd := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address", "--address=unix:tmpdir="+tb.TempDir())
	out, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	run(tb, cmd)
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		tb.Fatal(err)
	}
	return strings.TrimSpace(line)
}
