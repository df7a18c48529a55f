// Package bustest runs a server of NATS for tests of what shares a bus.
package bustest

import (
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// AnyPort is a port that is free.
const AnyPort = server.RANDOM_PORT

// readyTime bounds how long NATS takes to start on a busy computer.
const readyTime = 30 * time.Second

// NATS runs a server of NATS on a port of this computer, until it is shut down
// or the test ends.
func NATS(t testing.TB, port int) *server.Server {
	t.Helper()
	n, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: port, NoLog: true, NoSigs: true})
	if err != nil {
		t.Fatal(err)
	}
	n.Start()
	t.Cleanup(func() {
		n.Shutdown()
		n.WaitForShutdown()
	})
	if !n.ReadyForConnections(readyTime) {
		t.Fatal("NATS does not start")
	}
	return n
}
