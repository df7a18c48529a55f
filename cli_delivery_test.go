package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"parley/call"
	"parley/transfer"
)

// idle carries files for nobody: who is sent to is never reached.
type idle struct{ files *transfer.Engine }

func (i idle) Reach(ctx context.Context, who string) (string, error) {
	<-ctx.Done()
	return "", unreachable(who, ctx.Err())
}
func (i idle) Files() call.Files   { return i.files }
func (i idle) Addresses() []string { return []string{"10.0.0.7:7000"} }
func (i idle) Close() error        { return i.files.Close() }

// TestCarryingLeavesAfterAWhile gives the commands that carry files without a
// call a time.
func TestCarryingLeavesAfterAWhile(t *testing.T) {
	for _, test := range []struct {
		args   string
		status int
		out    string
		err    string
	}{
		{"receive --accept-files", exitDone, "Files reach this computer at 10.0.0.7:7000.", ""},
		{"receive --events -", exitDone, `"address":"10.0.0.7:7000"`, ""},
		{"send cli_delivery_test.go Mara", exitCall, "", "Mara cannot be reached"},
	} {
		config := transfer.Config{State: filepath.Join(t.TempDir(), "state")}
		files, err := transfer.Open(config)
		if err != nil {
			t.Fatal(err)
		}
		status, out, said := typed(t, &furnished{carrier: idle{files}}, append(strings.Fields(test.args), "--for", "20ms")...)
		if status != test.status || !strings.Contains(out, test.out) || !strings.Contains(said, test.err) {
			t.Errorf("parley %s: status %d, printed %q and said %q", test.args, status, out, said)
		}
		again, err := transfer.Open(config)
		if err != nil {
			t.Fatalf("parley %s leaves the folder open: %v", test.args, err)
		}
		again.Close()
	}
}
