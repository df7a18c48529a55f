package mesh

import "errors"

// cards are how both sides are rung without a new link.
type cards struct {
	told string // this side's that was sent last
	far  string // the other side's that is not settled yet
}

// cardMessage is the `card` message of PROTOCOL.md.
type cardMessage struct {
	Type string `json:"type"`
	Card string `json:"card"`
}

// mostCard is the longest card that is read, in bytes.
const mostCard = 600

var errCard = errors.New("not a card")

// exchangeCards gives the card to who is a contact, and keeps theirs once they
// are. It is called once a second: both may become true during a call.
func (l *leg) exchangeCards() {
	if l.b.cfg.Known == nil || !l.control.open || l.person.Guest {
		return
	}
	if l.cards.far != "" {
		_ = l.keepCard(l.cards.far) // it was read before
	}
	card := l.b.cfg.Known.Card(l.key)
	if card == "" || card == l.cards.told {
		return
	}
	if !l.tellControl(cardMessage{typeCard, card}) {
		return
	}
	l.cards.told = card
	l.b.cfg.Known.Gave(l.key, card)
}

// cardCame reads the other side's card.
func (l *leg) cardCame(message []byte) error {
	var c cardMessage
	if err := parseControl(message, &c); err != nil {
		return err
	}
	if len(c.Card) > mostCard {
		return errCard
	}
	if l.b.cfg.Known == nil || l.person.Guest {
		return nil
	}
	return l.keepCard(c.Card)
}

func (l *leg) keepCard(card string) error {
	settled, err := l.b.cfg.Known.Take(l.key, card)
	l.cards.far = ""
	if err == nil && !settled {
		l.cards.far = card
	}
	return err
}
