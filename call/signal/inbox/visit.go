package inbox

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/coder/websocket"
)

const (
	openTime   = 15 * time.Second // to connect, prove the key and be let in
	serverPing = 20 * time.Second
	showAgain  = 10 * time.Minute // tokens of the hours that have come
)

// visit opens the inbox and takes what comes until the connection ends.
func (b *Box) visit(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	conn, err := b.enter(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.CloseNow() }() // there is nobody to tell
	b.setOnline(true)
	b.running.Go(func() {
		defer cancel()
		b.watch(ctx, conn)
	})
	for {
		kind, frame, err := conn.Read(ctx)
		if err != nil {
			return err
		}
		if kind == websocket.MessageBinary && len(frame) > 0 && frame[0] == FrameMessage {
			b.take(frame[1:])
		}
	}
}

// enter proves the key. A server that sends elsewhere is not followed.
func (b *Box) enter(ctx context.Context) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, openTime)
	defer cancel()
	at := strings.Replace(b.cfg.Server, "http", "ws", 1) + "/i/" + Of(b.cfg.Identity.Key()).String()
	conn, response, err := websocket.Dial(ctx, at, &websocket.DialOptions{HTTPClient: straight(b.cfg.HTTP), Subprotocols: []string{Subprotocol}})
	if err != nil {
		if response != nil {
			return nil, fmt.Errorf("%w: it answers %d", ErrServer, response.StatusCode)
		}
		return nil, withoutURL(err)
	}
	conn.SetReadLimit(1 + SealedSize)
	if err := b.prove(ctx, conn); err != nil {
		_ = conn.CloseNow() // there is nobody to tell
		return nil, err
	}
	return conn, nil
}

func (b *Box) prove(ctx context.Context, conn *websocket.Conn) error {
	challenge, err := expect(ctx, conn, FrameChallenge, ChallengeSize)
	if err != nil {
		return err
	}
	u, err := url.Parse(b.cfg.Server)
	if err != nil {
		return err
	}
	proof := Prove(b.cfg.Identity, u.Host, challenge)
	if err := conn.Write(ctx, websocket.MessageBinary, append([]byte{FrameProof}, proof...)); err != nil {
		return err
	}
	_, err = expect(ctx, conn, FrameOpen, 0)
	return err
}

// expect reads a frame of one kind and size.
func expect(ctx context.Context, conn *websocket.Conn, kind byte, size int) ([]byte, error) {
	what, frame, err := conn.Read(ctx)
	if err != nil {
		return nil, err
	}
	if what != websocket.MessageBinary || len(frame) != 1+size || frame[0] != kind {
		return nil, fmt.Errorf("%w: not the frame that comes now", ErrServer)
	}
	return frame[1:], nil
}

// watch shows contacts that this device is there, and looks whether the server
// is.
func (b *Box) watch(ctx context.Context, conn *websocket.Conn) {
	var shown time.Time
	tick := time.NewTicker(serverPing)
	defer tick.Stop()
	for {
		if now := b.cfg.Now(); !b.cfg.Hidden && now.Sub(shown).Abs() >= showAgain {
			shown = now
			if b.show(ctx, conn, now) != nil {
				return
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		answered, cancel := context.WithTimeout(ctx, serverPing)
		err := conn.Ping(answered)
		cancel()
		if err != nil {
			return
		}
	}
}

func (b *Box) show(ctx context.Context, conn *websocket.Conn, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, serverPing)
	defer cancel()
	frame := []byte{FrameTokens}
	for _, t := range b.cfg.Keys.Presence().around(now) {
		frame = append(frame, t[:]...)
	}
	return conn.Write(ctx, websocket.MessageBinary, frame)
}

// withoutURL takes the address, which tells the inbox, out of an error of package
// net/http.
func withoutURL(err error) error {
	if at := new(url.Error); errors.As(err, &at) {
		return at.Err
	}
	return err
}

// straight is a client that follows nobody elsewhere.
func straight(given *http.Client) *http.Client {
	client := http.Client{}
	if given != nil {
		client = *given
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client
}
