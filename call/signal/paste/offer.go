package paste

import (
	"context"
	"net"
	"sync"
	"time"

	"parley/call/identity"
)

// Offer is an invitation that was made here. It is closed by its maker, or by
// the connection that came of it.
type Offer struct {
	cfg   Config
	path  *path
	close sync.Once
	used  sync.Once
}

// NewOffer makes an invitation. It takes up to four seconds.
func NewOffer(ctx context.Context, cfg Config) (*Offer, error) {
	p, err := newPath(ctx, cfg, OfferText)
	if err != nil {
		return nil, err
	}
	return &Offer{cfg: cfg, path: p}, nil
}

// String is the text to send. It is as secret as what will be said.
func (o *Offer) String() string { return o.path.text.String() }

// Connect takes the answer and makes the path to whoever made it, whose key the
// caller has to ask of them over the connection. The first answer that fits is
// the only one. It waits until ctx ends.
func (o *Offer) Connect(ctx context.Context, answer string) (net.Conn, identity.Key, error) {
	other, err := parse(answer, AnswerText, time.Now(), o.cfg.Loopback)
	switch {
	case err != nil:
		return nil, identity.Key{}, err
	case other.answers != o.path.text.hash():
		return nil, identity.Key{}, ErrOther
	case other.key == o.cfg.Key:
		return nil, identity.Key{}, ErrOwn
	case !o.take():
		return nil, identity.Key{}, ErrOther
	}
	conn, err := o.path.connect(ctx, other)
	return conn, other.key, err
}

// take reports whether this is the first answer.
func (o *Offer) take() (first bool) {
	o.used.Do(func() { first = true })
	return first
}

// Close takes the invitation back, with the connection if there is one. It may
// be called any number of times.
func (o *Offer) Close() { o.close.Do(o.path.close) }
