package transfer_test

import (
	"crypto/tls"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"parley/transfer"
	"parley/transfer/block"
)

// A child is this test's program again, with an Engine as the environment
// says. It is killed with SIGKILL at random moments.
const (
	roleVariable = "PARLEY_TRANSFER_TEST_ROLE" // sender, receiver or bench
	dirVariable  = "PARLEY_TRANSFER_TEST_DIR"  // of its state and downloads
	pathVariable = "PARLEY_TRANSFER_TEST_PATH" // what it sends
	addrVariable = "PARLEY_TRANSFER_TEST_ADDR" // of the parent
)

// childPace is how fast content flows, so that a kill hits something.
const childPace = 32 << 20

func runChild(role string) error {
	dir := os.Getenv(dirVariable)
	engine, err := transfer.Open(transfer.Config{
		State: filepath.Join(dir, "state"), Downloads: filepath.Join(dir, "downloads"),
		AutoAccept: func(transfer.Transfer) bool { return true },
		Log:        func(what string, err error) { fmt.Fprintln(os.Stderr, "child:", what, err) },
	})
	if err != nil {
		return err
	}
	defer engine.Close()
	if role == "sender" && len(engine.Transfers()) == 0 {
		paths, err := within(os.Getenv(pathVariable))
		if err != nil {
			return err
		}
		engine.Send(paths, "parent")
	}
	conn, err := net.Dial("tcp", os.Getenv(addrVariable))
	if err != nil {
		return err
	}
	if role == "bench" {
		conn = tls.Client(conn, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS13})
		<-engine.Attach("parent", conn, transfer.Direct).Done()
		return nil
	}
	small(conn)
	stream := engine.Attach("parent", conn, transfer.Direct)
	stream.SetRate(childPace)
	<-stream.Done()
	return nil
}

// within returns what is in a folder: items of their own, so that some are in
// their places while others come.
func within(folder string) ([]string, error) { return filepath.Glob(filepath.Join(folder, "*")) }

// small keeps little under way in a connection.
func small(c net.Conn) {
	_ = c.(*net.TCPConn).SetWriteBuffer(128 << 10)
	_ = c.(*net.TCPConn).SetReadBuffer(128 << 10)
}

func startChild(t testing.TB, role, dir, path, addr string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(self)
	child.Env = append(os.Environ(), roleVariable+"="+role, dirVariable+"="+dir, pathVariable+"="+path, addrVariable+"="+addr)
	child.Stderr = os.Stderr
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	return child
}

const kills = 20

// luggage makes a folder with a bit of everything, and returns its size.
func luggage(t *testing.T) (string, int64) {
	t.Helper()
	root := filepath.Join(t.TempDir(), "luggage")
	write(t, filepath.Join(root, "a large one"), 14<<20+1, 1)
	for i := range 400 {
		write(t, filepath.Join(root, "many", fmt.Sprint(i%20), fmt.Sprint(i)), 20<<10, uint64(i))
	}
	write(t, filepath.Join(root, "z large too"), 14<<20, 2)
	write(t, filepath.Join(root, "z empty"), 0, 0)
	return root, 28<<20 + 1 + 400*20<<10
}

func TestKilled(t *testing.T) {
	t.Parallel()
	for _, role := range []string{"sender", "receiver"} {
		t.Run(role, func(t *testing.T) {
			t.Parallel()
			testKilled(t, role)
		})
	}
}

func testKilled(t *testing.T, role string) {
	root, size := luggage(t)
	parent := newEnd(t, "parent", acceptAll)
	downloads := parent.downloads
	dir := t.TempDir()
	if role == "receiver" {
		paths, err := within(root)
		if err != nil {
			t.Fatal(err)
		}
		parent.Send(paths, "child")
		downloads = filepath.Join(dir, "downloads")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	var moved int64
	killed := 0
	for finished := false; !finished; {
		child := startChild(t, role, dir, root, listener.Addr().String())
		conn, err := listener.Accept()
		if err != nil {
			t.Fatal(err)
		}
		small(conn)
		c := &counted{Conn: conn}
		stream := parent.Attach("child", c, transfer.Direct)
		stream.SetRate(childPace)
		// The 20 kills are spread over the whole, and hit all phases.
		until := rand.Int64N(size * 3 / 2 / kills)
		if killed == kills {
			until = 1 << 60
		}
		finished = waitMoved(t, parent, c, until)
		_ = child.Process.Kill()
		_ = child.Wait()
		<-stream.Done()
		killed++
		moved += max(c.read.Load(), c.written.Load())
	}
	equalTrees(t, root, downloads)
	again := moved - size
	t.Logf("%s killed %d times: %d of %d bytes moved again, %d a kill", role, killed-1, again, size, again/int64(killed))
	// Frames, manifests, and what the kernel holds come on top of the block.
	const around = 512 << 10
	if most := int64(killed) * (block.MinSize + around); again > most {
		t.Errorf("%d bytes moved again, want %d at most", again, most)
	}
}

// waitMoved waits until so much has moved, and reports whether all has.
func waitMoved(t *testing.T, parent *end, c *counted, until int64) bool {
	t.Helper()
	for late := time.Now().Add(patience); time.Now().Before(late); time.Sleep(time.Millisecond) {
		for _, tr := range parent.Transfers() {
			if tr.State.Ended() {
				if tr.State != transfer.Done {
					t.Fatalf("%v: %s", tr.State, transfer.Sentence(tr.Reason))
				}
				return true
			}
		}
		if max(c.read.Load(), c.written.Load()) > until {
			return false
		}
	}
	t.Fatalf("hangs: %+v", parent.Transfers())
	return false
}
