package seal

import (
	"fmt"

	"parley/call/identity"
	"parley/call/signal"
)

// answer makes message 2: B agrees on keys and says who it is.
func (s *Session) answer(theirs []byte) ([]byte, error) {
	ours := s.ephemeral.PublicKey().Bytes()
	agreed, err := agree(s.cfg, s.ephemeral, theirs, s.way.back(), theirs, ours)
	if err != nil {
		return nil, err
	}
	sealed, err := door(s.cfg.Door, s.cfg.Random, ours, s.way, Answer)
	if err != nil {
		return nil, err
	}
	s.transcript, s.out, s.in, s.phase = agreed.transcript, agreed.answerer, agreed.opener, answered
	proof := s.out.seal(Answer, prove(s.cfg.Identity, answererContext, s.transcript))
	return append(append(header(Answer, s.way.link), sealed...), proof...), nil
}

// identify takes message 2 and makes message 3: A says who it is, if B is
// who it looks for. Until the proof's seal opens, nothing is changed.
func (s *Session) identify(body []byte) (Received, error) {
	if len(body) < sealedKeySize {
		return Received{}, ErrSeal
	}
	theirs, err := enter(s.cfg.Door, body[:sealedKeySize], s.way.back(), Answer)
	if err != nil {
		return Received{}, err
	}
	agreed, err := agree(s.cfg, s.ephemeral, theirs, s.way, s.ephemeral.PublicKey().Bytes(), theirs)
	if err != nil {
		return Received{}, err
	}
	proof, err := agreed.answerer.open(Answer, 0, body[sealedKeySize:])
	if err != nil {
		return Received{}, err
	}
	s.transcript, s.out, s.in = agreed.transcript, agreed.opener, agreed.answerer
	if err := s.meet(proof, answererContext); err != nil {
		return Received{}, err
	}
	sealed := s.out.seal(Identify, prove(s.cfg.Identity, openerContext, s.transcript))
	return Received{Reply: append(header(Identify, s.way.link), sealed...), Ready: true}, nil
}

// identified takes message 3.
func (s *Session) identified(body []byte) (Received, error) {
	proof, err := s.in.open(Identify, 0, body)
	if err != nil {
		return Received{}, err
	}
	if err := s.meet(proof, openerContext); err != nil {
		return Received{}, err
	}
	return Received{Ready: true}, nil
}

// meet takes the other side's proof, which had the number 0.
func (s *Session) meet(proof []byte, purpose string) error {
	key, err := proven(proof, purpose, s.transcript)
	if err != nil {
		return err
	}
	if err := s.judge(key); err != nil {
		return err
	}
	s.in.next, s.remote, s.phase, s.ephemeral = 1, key, ready, nil
	return nil
}

func (s *Session) judge(key identity.Key) error {
	if key == s.cfg.Identity.Key() {
		return signal.ErrSelf
	}
	if s.cfg.Judge == nil {
		return nil
	}
	return s.cfg.Judge(key)
}

// take opens a message of the link. One that comes before its sender has said
// who it is shows that message 3 was lost.
func (s *Session) take(kind Kind, message []byte) (Received, error) {
	plain, err := s.in.take(kind, message)
	switch {
	case err != nil:
		return Received{}, err
	case s.phase != ready:
		return Received{}, fmt.Errorf("%w: a message before its sender's name", signal.ErrLost)
	case (kind == End) != (len(plain) == 0):
		return Received{}, fmt.Errorf("%w: kind %d with %d bytes", signal.ErrProtocol, kind, len(plain))
	}
	return Received{Message: plain, Ended: kind == End}, nil
}
