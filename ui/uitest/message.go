//go:build linux

package uitest

import "os/exec"

// Message opens a window of another program, xmessage, with options of its own.
// It goes with the test, which is skipped where the program is not installed.
func (d *Display) Message(options ...string) Window {
	d.tb.Helper()
	need(d.tb, "xmessage")
	cmd := exec.Command("xmessage", append(append([]string{"-title", "A message"}, options...), "hello")...)
	cmd.Env = d.Env()
	run(d.tb, cmd)
	return d.Window("A message")
}
