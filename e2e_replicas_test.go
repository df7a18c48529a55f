//go:build linux

package main

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/coder/websocket"

	"parley/call/signal/bus/bustest"
)

// TestServeReplicas has two people meet who came to two servers, of which one
// is killed then.
func TestServeReplicas(t *testing.T) {
	n := bustest.NATS(t, bustest.AnyPort)
	left, right := serve(t, "--http", "127.0.0.1:0", "--nats", n.ClientURL()), serve(t, "--http", "127.0.0.1:0", "--nats", n.ClientURL())
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	room := base64.RawURLEncoding.EncodeToString(random(16))
	mara := left.visit(ctx, http.DefaultClient, room)
	noor := right.visit(ctx, http.DefaultClient, room)
	if len(noor.Peers) != 1 || noor.Peers[0] != mara.Peer {
		t.Fatalf("noor meets %v, not %s", noor.Peers, mara.Peer)
	}
	mara.told(ctx, t, "joined", noor.Peer)
	from, _ := hex.DecodeString(noor.Peer)
	to, _ := hex.DecodeString(mara.Peer)
	if err := noor.socket.Write(ctx, websocket.MessageBinary, append(to, "sealed"...)); err != nil {
		t.Fatal(err)
	}
	if _, frame, err := mara.socket.Read(ctx); err != nil || string(frame) != string(from)+"sealed" {
		t.Errorf("mara reads %q, %v", frame, err)
	}
	if err := right.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	mara.told(ctx, t, "left", noor.Peer)
}

// told reads a frame that says what somebody did.
func (v *visitor) told(ctx context.Context, t *testing.T, what, who string) {
	t.Helper()
	var said struct{ Type, Peer string }
	_, frame, err := v.socket.Read(ctx)
	if err != nil || json.Unmarshal(frame, &said) != nil || said.Type != what || said.Peer != who {
		t.Fatalf("read %s, %v, not that %s %s", frame, err, who, what)
	}
}
