//go:build linux

package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// What the relay and coturn are each asked to pass on, by coturn's own client:
// pairs of clients, each behind an allocation, send to each other.
const (
	turnClients  = 20
	turnMessages = 5000 // of each client, one a millisecond
	turnBytes    = 1000 // of a message
)

// TestTurnFigures measures what relaying costs beside coturn. Every message
// passes two relayed ports.
func TestTurnFigures(t *testing.T) {
	if *figureRuns == 0 {
		t.Skip("measuring takes -figures")
	}
	for _, program := range []string{"turnserver", "turnutils_uclient"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%v: make setup-bench installs coturn", err)
		}
	}
	for range *figureRuns {
		pid, port := ownTurn(t)
		relayFigure(t, "Parley", pid, port)
		pid, port = coturn(t)
		relayFigure(t, "coturn", pid, port)
	}
}

// turnPassword is the secret that the servers share with the client.
const turnPassword = "of the tests"

func ownTurn(t *testing.T) (pid int, port string) {
	t.Helper()
	s := serveAt(t, place{env: []string{turnSecret + "=" + turnPassword}}, "--http", "127.0.0.1:0", "--turn", "127.0.0.1:0")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	v := s.visit(ctx, http.DefaultClient, numbered(1))
	at, _, _ := strings.Cut(strings.TrimPrefix(v.ICE[1].URLs[0], "turn:"), "?")
	_, port, err := net.SplitHostPort(at)
	if err != nil {
		t.Fatal(err)
	}
	return s.cmd.Process.Pid, port
}

func coturn(t *testing.T) (pid int, port string) {
	t.Helper()
	free, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port = strconv.Itoa(free.LocalAddr().(*net.UDPAddr).Port)
	_ = free.Close()
	folder := t.TempDir()
	cmd := exec.Command("turnserver", "-n", "--listening-ip=127.0.0.1", "--listening-port="+port, "--relay-ip=127.0.0.1", "--allow-loopback-peers",
		"--use-auth-secret", "--static-auth-secret="+turnPassword, "--realm=parley", "--no-tls", "--no-dtls", "--no-cli", "--no-stdout-log",
		"--log-file="+filepath.Join(folder, "log"), "--db="+filepath.Join(folder, "db"), "--pidfile="+filepath.Join(folder, "pid"))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		if conn, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
			_ = conn.Close()
			return cmd.Process.Pid, port
		}
		if time.Now().After(end) {
			t.Fatal("coturn does not start")
		}
	}
}

var (
	received = regexp.MustCompile(`tot_recv_msgs=(\d+)\n`)
	lost     = regexp.MustCompile(`Total lost packets (\d+) `)
)

// relayFigure has messages pass and prints what they cost.
func relayFigure(t *testing.T, name string, pid int, port string) {
	t.Helper()
	before := measure(t, pid).computed
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "turnutils_uclient", "-y", "-c", "-z", "1", "-m", strconv.Itoa(turnClients), "-n", strconv.Itoa(turnMessages),
		"-l", strconv.Itoa(turnBytes), "-p", port, "-u", "bench", "-W", turnPassword, "127.0.0.1").CombinedOutput()
	spent := measure(t, pid).computed - before
	came, gone := lastNumber(received, out), lastNumber(lost, out)
	if err != nil || came == 0 {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	fmt.Printf("%s passed on %d messages of %d bytes: %.0f packets a second of a core (%.1f µs each), %d lost\n",
		name, came, turnBytes, 2*float64(came)/spent.Seconds(), spent.Seconds()*1e6/(2*float64(came)), gone)
}

func lastNumber(in *regexp.Regexp, out []byte) int {
	all := in.FindAllSubmatch(out, -1)
	if len(all) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(string(all[len(all)-1][1]))
	return n
}
