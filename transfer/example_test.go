package transfer_test

import (
	"fmt"
	"net"
	"os"
	"path/filepath"

	"parley/transfer"
)

// Mara sends a file to Jo, who takes whatever she sends.
func Example() {
	dir, _ := os.MkdirTemp("", "transfer")
	defer os.RemoveAll(dir) //nolint:errcheck // an example
	letter := filepath.Join(dir, "letter.txt")
	_ = os.WriteFile(letter, []byte("Dear Jo"), 0o600)

	mara, err := transfer.Open(transfer.Config{State: filepath.Join(dir, "mara"), Downloads: dir})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer mara.Close()
	jo, err := transfer.Open(transfer.Config{
		State: filepath.Join(dir, "jo"), Downloads: filepath.Join(dir, "downloads"),
		AutoAccept: transfer.UpTo(func(string) int64 { return 1 << 20 }),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer jo.Close()

	// Any ordered stream will do, such as a TLS connection.
	x, y := net.Pipe()
	mara.Attach("jo's key", x, transfer.Direct)
	jo.Attach("mara's key", y, transfer.Direct)

	id := mara.Send([]string{letter}, "jo's key")[0]
	watch := mara.Watch()
	defer watch.Close()
	for transfers := range watch.C() {
		for _, t := range transfers {
			if t.ID == id && t.State.Ended() {
				fmt.Println(t.State, t.Items[0].Name, t.Sent, "bytes")
				return
			}
		}
	}
	// Output: done letter.txt 7 bytes
}
