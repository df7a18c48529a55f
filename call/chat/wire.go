package chat

import (
	"bytes"
	"encoding/json"
	"fmt"

	"parley/call/identity"
)

const version = 1

// message is one of the types below, each a row of PROTOCOL.md, section 2.
type message interface{ kind() string }

type (
	textMessage struct {
		ID   ID     `json:"id"`
		At   int64  `json:"at"` // ms since 1970
		Text string `json:"text"`
	}
	editMessage struct {
		ID   ID     `json:"id"`
		Of   ID     `json:"of"`
		Text string `json:"text"`
	}
	deleteMessage struct {
		ID ID `json:"id"`
		Of ID `json:"of"`
	}
	reactMessage struct {
		ID     ID           `json:"id"`
		Author identity.Key `json:"author"`
		Of     ID           `json:"of"`
		Emoji  string       `json:"emoji"` // empty takes it back
	}
	typingMessage struct {
		On bool `json:"on"`
	}
	ackMessage struct {
		IDs []ID `json:"ids"`
	}
)

func (textMessage) kind() string   { return "text" }
func (editMessage) kind() string   { return "edit" }
func (deleteMessage) kind() string { return "delete" }
func (reactMessage) kind() string  { return "react" }
func (typingMessage) kind() string { return "typing" }
func (ackMessage) kind() string    { return "ack" }

// encode returns the message as it travels. <, > and & stay as they are:
// nobody takes a message for HTML, and text shall not grow.
func encode(m message) []byte {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(m) // never fails for the types above
	head := fmt.Appendf(nil, `{"v":%d,"type":%q,`, version, m.kind())
	return append(head, bytes.TrimSpace(body.Bytes())[1:]...)
}
