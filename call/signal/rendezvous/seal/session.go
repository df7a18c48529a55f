package seal

import (
	"crypto/ecdh"
	"crypto/rand"
	"fmt"
	"io"

	"parley/call/identity"
)

// Config is what one side brings to a link.
type Config struct {
	Room     [16]byte
	Door     [32]byte // the door's key
	Identity *identity.Identity
	// Judge decides on the key that the other side has proven; its error ends
	// the link. The opener asks it before saying who it is. Nil takes anybody.
	Judge func(identity.Key) error
	// Random is where keys and nonces are drawn; nil stands for the system's.
	Random io.Reader
}

// Session is one side of one link. Receive is called from one goroutine, Carry
// and End, once Receive said Ready, from one that may be another.
type Session struct {
	cfg       Config
	way       path // from here to there
	phase     phase
	ephemeral *ecdh.PrivateKey
	// The fields below are set once both ephemeral keys are known, remote when
	// ready.
	transcript []byte
	out, in    direction
	remote     identity.Key
}

type phase int

const (
	opening  phase = iota // the other side's ephemeral key and identity are to come
	answered              // its identity is to come
	ready                 // messages go both ways
)

// Received is what came of a message. The zero value says that nothing did.
type Received struct {
	Reply   []byte // to be sent to the other side
	Ready   bool   // the other side has proven its key
	Message []byte // of the link
	Ended   bool   // the other side closed
}

// New opens a link. The message is for the other side.
func New(c Config, own, far Peer) (*Session, []byte, error) {
	s, err := newSession(c, own, far)
	if err != nil {
		return nil, nil, err
	}
	if _, err := io.ReadFull(s.cfg.Random, s.way.link[:]); err != nil {
		return nil, nil, fmt.Errorf("draw a link: %w", err)
	}
	sealed, err := door(c.Door, s.cfg.Random, s.ephemeral.PublicKey().Bytes(), s.way, Open)
	if err != nil {
		return nil, nil, err
	}
	return s, append(header(Open, s.way.link), sealed...), nil
}

// Accept answers the first message of a link, of kind Open. The reply is for
// the other side. The error wraps ErrSeal for a message to be dropped.
func Accept(c Config, own, far Peer, message []byte) (*Session, []byte, error) {
	kind, link, err := Header(message)
	if err != nil || kind != Open {
		return nil, nil, ErrSeal
	}
	inbound := path{room: c.Room, from: far, to: own, link: link}
	theirs, err := enter(c.Door, message[headerSize:], inbound, Open)
	if err != nil {
		return nil, nil, err
	}
	s, err := newSession(c, own, far)
	if err != nil {
		return nil, nil, err
	}
	s.way.link = link
	reply, err := s.answer(theirs)
	return s, reply, err
}

func newSession(c Config, own, far Peer) (*Session, error) {
	if c.Random == nil {
		c.Random = rand.Reader
	}
	ephemeral, err := newEphemeral(c.Random)
	if err != nil {
		return nil, err
	}
	return &Session{cfg: c, way: path{room: c.Room, from: own, to: far}, ephemeral: ephemeral}, nil
}

// ID returns the link's.
func (s *Session) ID() ID { return s.way.link }

// Remote returns the key that the other side has proven to hold, once Ready.
func (s *Session) Remote() identity.Key { return s.remote }

// Carry seals a message of the link.
func (s *Session) Carry(message []byte) []byte { return s.out.numbered(Carry, message) }

// End seals the word that the link ends.
func (s *Session) End() []byte { return s.out.numbered(End, nil) }

// Receive takes a message of this link. An error that wraps ErrSeal changes
// nothing: the message is dropped. Any other ends the link: signal.ErrLost,
// signal.ErrProtocol, or what Judge returned.
func (s *Session) Receive(message []byte) (Received, error) {
	kind, link, err := Header(message)
	if err != nil || link != s.way.link {
		return Received{}, ErrSeal
	}
	switch {
	case kind == Answer && s.phase == opening:
		return s.identify(message[headerSize:])
	case kind == Identify && s.phase == answered:
		return s.identified(message[headerSize:])
	case (kind == Carry || kind == End) && s.phase != opening:
		return s.take(kind, message)
	}
	return Received{}, ErrSeal
}
