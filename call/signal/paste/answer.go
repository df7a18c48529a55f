package paste

import (
	"context"
	"net"
	"sync"
	"time"

	"parley/call/identity"
)

// Answer is what this side answers to an invitation. It is closed by its maker,
// or by the connection that came of it.
type Answer struct {
	path  *path
	offer text
	close sync.Once
}

// NewAnswer answers an invitation. It takes up to four seconds.
func NewAnswer(ctx context.Context, cfg Config, offer string) (*Answer, error) {
	other, err := parse(offer, OfferText, time.Now(), cfg.Loopback)
	if err != nil {
		return nil, err
	}
	if other.key == cfg.Key {
		return nil, ErrOwn
	}
	p, err := newPath(ctx, cfg, AnswerText)
	if err != nil {
		return nil, err
	}
	p.text.answers = other.hash()
	return &Answer{path: p, offer: other}, nil
}

// String is the text to send back. It is as secret as what will be said.
func (a *Answer) String() string { return a.path.text.String() }

// Inviter is the key that the invitation names. The caller has to ask its proof
// over the connection.
func (a *Answer) Inviter() identity.Key { return a.offer.key }

// Connect waits until the answer was pasted at the other side and the path to
// it is made, or ctx ends. It is called once.
func (a *Answer) Connect(ctx context.Context) (net.Conn, error) {
	ctx, cancel := context.WithDeadlineCause(ctx, a.offer.made.Add(goodFor), ErrOld)
	defer cancel()
	return a.path.connect(ctx, a.offer)
}

// Close gives the answer up, with the connection if there is one. It may be
// called any number of times.
func (a *Answer) Close() { a.close.Do(a.path.close) }
