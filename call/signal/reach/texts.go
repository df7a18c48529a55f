package reach

import (
	"context"
	"errors"
	"net"
	"slices"

	"parley/call/identity"
	"parley/call/signal"
	"parley/call/signal/paste"
)

// Carrier makes links of connections that texts brought about: lan.Transport
// does. The link closes the connection, and so does an error.
type Carrier interface {
	Connect(context.Context, net.Conn, identity.Key) (signal.Link, error)
	// Welcome hands its link out like any other that somebody opens.
	Welcome(context.Context, net.Conn, identity.Key) error
}

// mostAnswers is how many answers wait at a time to be pasted elsewhere. The
// oldest makes room.
const mostAnswers = 4

// errNoCarrier says that nothing can make a link of a text.
var errNoCarrier = errors.New("texts make no links here")

// texts are what was offered and answered here, guarded by Transport.mu.
type texts struct {
	offer   *paste.Offer
	answers []*paste.Answer // the oldest first
}

// Offer makes a text that invites somebody; whoever answers it is dialled by
// the answer as a target's Host. It takes the place of an earlier one.
func (t *Transport) Offer(ctx context.Context) (string, error) {
	if err := t.callers.Enter(); err != nil {
		return "", err
	}
	defer t.callers.Leave()
	o, err := paste.NewOffer(ctx, t.pasting())
	if err != nil {
		return "", err
	}
	t.mu.Lock()
	old := t.texts.offer
	t.texts.offer = o
	t.mu.Unlock()
	if old != nil {
		old.Close()
	}
	return o.String(), nil
}

// Answer answers a text that invites, and waits beside the caller for who made
// it: their link comes out of Links.
func (t *Transport) Answer(ctx context.Context, offer string) (string, error) {
	if err := t.callers.Enter(); err != nil {
		return "", err
	}
	defer t.callers.Leave()
	if t.cfg.Carrier == nil {
		return "", errNoCarrier
	}
	a, err := paste.NewAnswer(ctx, t.pasting(), offer)
	if err != nil {
		return "", err
	}
	t.mu.Lock()
	t.texts.answers = append(t.texts.answers, a)
	var oldest *paste.Answer
	if len(t.texts.answers) > mostAnswers {
		oldest, t.texts.answers = t.texts.answers[0], t.texts.answers[1:]
	}
	t.mu.Unlock()
	if oldest != nil {
		oldest.Close()
	}
	t.callers.Go(func() { t.awaitPasted(a) })
	return a.String(), nil
}

// awaitPasted waits until an answer was pasted elsewhere, and lets its reader
// in.
func (t *Transport) awaitPasted(a *paste.Answer) {
	conn, err := a.Connect(t.ctx) // until the offer is too old
	t.mu.Lock()
	t.texts.answers = slices.DeleteFunc(t.texts.answers, func(o *paste.Answer) bool { return o == a })
	t.mu.Unlock()
	if err == nil {
		err = t.cfg.Carrier.Welcome(t.ctx, conn, a.Inviter())
	}
	if err != nil {
		a.Close()
		t.cfg.Logger.Debug("nobody came of an answer", "error", err)
	}
}

// dialPasted opens a link to who answered the offer.
func (t *Transport) dialPasted(ctx context.Context, target signal.Target) (signal.Link, error) {
	if err := t.callers.Enter(); err != nil {
		return nil, err
	}
	defer t.callers.Leave()
	t.mu.Lock()
	o := t.texts.offer
	t.mu.Unlock()
	if o == nil || t.cfg.Carrier == nil {
		return nil, paste.ErrOther
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(t.ctx, cancel)()
	conn, key, err := o.Connect(ctx, target.Host)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	t.texts.offer = nil // the connection owns it now
	t.mu.Unlock()
	if !target.Key.IsZero() && target.Key != key {
		conn.Close()
		return nil, signal.ErrWrongKey
	}
	return t.cfg.Carrier.Connect(ctx, conn, key)
}

// Withdraw gives up what was offered and answered and led to nobody yet.
func (t *Transport) Withdraw() {
	t.mu.Lock()
	was := t.texts
	t.texts = texts{}
	t.mu.Unlock()
	if was.offer != nil {
		was.offer.Close()
	}
	for _, a := range was.answers {
		a.Close()
	}
}

// pasting is what both texts are made with.
func (t *Transport) pasting() paste.Config {
	cfg := paste.Config{Key: t.cfg.Identity.Key(), Loopback: t.cfg.Loopback}
	if t.cfg.STUN != nil {
		cfg.STUN = t.cfg.STUN()
	}
	return cfg
}
