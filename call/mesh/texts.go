package mesh

import (
	"context"
	"errors"

	"parley/call/session"
	"parley/call/signal/paste"
)

// Texts bring two people together who share no network and no server. Links
// that come of them are the Transport's, which closes them.
type Texts interface {
	// Offer makes a text that invites somebody.
	Offer(context.Context) (string, error)
	// Answer answers such a text.
	Answer(ctx context.Context, offer string) (string, error)
	// Withdraw gives up what led to nobody yet.
	Withdraw()
}

// noText is said where nothing better is known.
const noText = "The text cannot be made. Check that this computer is on a network."

// toldByText is said to who wants to hide from others what a text tells them.
const toldByText = "Such a text tells where this computer is, which you chose to keep to yourself. Meet by a link, or change that in Settings, Network."

// Offer makes a text that invites somebody.
func (b *Backend) Offer() {
	b.wg.Go(func() {
		if b.relayOnly() {
			b.emit(session.Offered{Fault: toldByText})
			return
		}
		text, err := b.cfg.Texts.Offer(b.ctx)
		b.emit(session.Offered{Text: text, Fault: b.faultOf(err)})
	})
}

// Answer answers such a text.
func (b *Backend) Answer(offer string) {
	b.wg.Go(func() {
		if b.relayOnly() {
			b.emit(session.AnswerMade{Fault: toldByText})
			return
		}
		text, err := b.cfg.Texts.Answer(b.ctx, offer)
		b.emit(session.AnswerMade{Text: text, Fault: b.faultOf(err)})
	})
}

// Withdraw gives up what was offered and answered.
func (b *Backend) Withdraw() { b.wg.Go(b.cfg.Texts.Withdraw) }

// faultOf says in words why there is no text.
func (b *Backend) faultOf(err error) string {
	if err == nil {
		return ""
	}
	b.cfg.Logger.Debug("no text", "error", err)
	if words := paste.Sentence(err); words != "" {
		return words
	}
	return noText
}

// textFault is what was wrong with a text that was dialled, in words; empty for
// other errors.
func textFault(err error) string {
	if errors.Is(err, paste.ErrNoText) {
		return "" // a name or an address that nobody has
	}
	return paste.Sentence(err)
}
