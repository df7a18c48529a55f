package guesttest

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// wire is a connection to a browser, over which methods are called and events
// arrive. The DevTools Protocol and WebDriver BiDi differ in what they call
// things, and not in this.
type wire struct {
	ctx    context.Context
	cancel context.CancelFunc
	socket *websocket.Conn
	heard  func(event)

	mu      sync.Mutex
	last    int
	waiting map[int]chan answer
	err     error
}

// event is what a browser tells by itself.
type event struct {
	Method    string          `json:"method"`
	SessionID string          `json:"sessionId"` // of the DevTools Protocol
	Params    json.RawMessage `json:"params"`
}

// answer is to a call. Its error is an object with a message in the DevTools
// Protocol, and a code with a message beside it in BiDi.
type answer struct {
	ID      int             `json:"id"`
	Result  json.RawMessage `json:"result"`
	Error   json.RawMessage `json:"error"`
	Message string          `json:"message"`
}

// dial connects to a browser.
func dial(address string, options *websocket.DialOptions, heard func(event)) (*wire, error) {
	ctx, cancel := context.WithCancel(context.Background())
	soon, stop := context.WithTimeout(ctx, Patience)
	defer stop()
	socket, _, err := websocket.Dial(soon, address, options) //nolint:bodyclose // Dial closes it
	if err != nil {
		cancel()
		return nil, fmt.Errorf("the browser cannot be driven: %w", err)
	}
	socket.SetReadLimit(64 << 20)
	w := &wire{ctx: ctx, cancel: cancel, socket: socket, heard: heard, waiting: map[int]chan answer{}}
	go w.read()
	return w, nil
}

func (w *wire) read() {
	for {
		_, data, err := w.socket.Read(w.ctx)
		if err != nil {
			w.fail(err)
			return
		}
		w.take(data)
	}
}

func (w *wire) fail(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.err = err
	for id, waiting := range w.waiting {
		close(waiting)
		delete(w.waiting, id)
	}
}

func (w *wire) take(data []byte) {
	var e event
	if json.Unmarshal(data, &e) == nil && e.Method != "" {
		w.heard(e)
		return
	}
	var a answer
	if json.Unmarshal(data, &a) != nil {
		return
	}
	w.mu.Lock()
	waiting := w.waiting[a.ID]
	delete(w.waiting, a.ID)
	w.mu.Unlock()
	if waiting != nil {
		waiting <- a
	}
}

// request is a call of a method.
type request struct {
	ID        int    `json:"id"`
	Method    string `json:"method"`
	Params    any    `json:"params"`
	SessionID string `json:"sessionId,omitempty"`
}

// call calls a method and reads what it returns.
func (w *wire) call(session, method string, params, result any) error {
	if params == nil {
		params = struct{}{}
	}
	waiting := make(chan answer, 1)
	w.mu.Lock()
	if w.err != nil {
		w.mu.Unlock()
		return w.err
	}
	w.last++
	id := w.last
	w.waiting[id] = waiting
	w.mu.Unlock()
	message, err := json.Marshal(request{id, method, params, session})
	if err != nil {
		return err
	}
	if err := w.socket.Write(w.ctx, websocket.MessageText, message); err != nil {
		return err
	}
	return returned(method, waiting, result)
}

// returned waits for the answer to a call.
func returned(method string, waiting <-chan answer, result any) error {
	select {
	case a, ok := <-waiting:
		switch {
		case !ok:
			return fmt.Errorf("%s: the browser is gone", method)
		case a.Error != nil:
			return fmt.Errorf("%s: %s %s", method, a.Error, a.Message)
		case result == nil:
			return nil
		}
		return json.Unmarshal(a.Result, result)
	case <-time.After(Patience):
		return fmt.Errorf("%s: no answer", method)
	}
}
