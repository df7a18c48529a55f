package bus

import (
	"errors"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
)

// What stands before a topic in its subject, by what servers share.
const (
	Rooms   = "parley.v1.room."
	Inboxes = "parley.v1.inbox."
)

// How the connection is held: a server of NATS that is gone is noticed within
// three pings, and looked for every second.
const (
	connectTime = 5 * time.Second
	pingTime    = 4 * time.Second
	pingsMissed = 2
	again       = time.Second
	farewell    = 2 * time.Second
	maxUnheard  = 4096 // messages that wait to be heard; NATS drops more
)

// NATS is a Bus over NATS, core messages only.
type NATS struct {
	prefix   string
	conn     *nats.Conn
	in       chan *nats.Msg
	out      chan Message
	restored chan struct{}
	done     chan struct{}
	pumping  sync.WaitGroup
	once     sync.Once

	mu   sync.Mutex
	subs map[string]*nats.Subscription // by topic
}

// Connect comes to servers of NATS, given as URLs with commas in between, for
// the topics of one prefix. The error tells no password. The log is told no topics. The caller closes the bus.
func Connect(urls, prefix string, log *slog.Logger) (*NATS, error) {
	b := &NATS{
		prefix: prefix, in: make(chan *nats.Msg, maxUnheard), out: make(chan Message),
		restored: make(chan struct{}, 1), done: make(chan struct{}), subs: make(map[string]*nats.Subscription),
	}
	var err error
	b.conn, err = nats.Connect(urls, b.options(log)...)
	if err != nil {
		return nil, withoutURL(err)
	}
	b.pumping.Go(b.pump)
	return b, nil
}

// withoutURL takes the URL out of an error, which may have a password in it.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

func (b *NATS) options(log *slog.Logger) []nats.Option {
	return []nats.Option{
		nats.Name("parley"), nats.NoEcho(), nats.Timeout(connectTime),
		nats.MaxReconnects(-1), nats.ReconnectWait(again), nats.PingInterval(pingTime), nats.MaxPingsOutstanding(pingsMissed),
		nats.ReconnectBufSize(-1), // what was said meanwhile is old
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil { // nil is Close
				log.Warn("the bus is away: people of other replicas are not reached")
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) {
			log.Info("the bus is back")
			select {
			case b.restored <- struct{}{}:
			default:
			}
		}),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			log.Warn("the bus loses messages", "slow", errors.Is(err, nats.ErrSlowConsumer))
		}),
	}
}

// pump hands on what comes.
func (b *NATS) pump() {
	for {
		select {
		case m := <-b.in:
			topic, ok := strings.CutPrefix(m.Subject, b.prefix)
			if !ok {
				continue
			}
			select {
			case b.out <- Message{Topic: topic, Data: m.Data}:
			case <-b.done:
				return
			}
		case <-b.done:
			return
		}
	}
}

// Publish implements Bus.
func (b *NATS) Publish(topic string, message []byte) error {
	return b.conn.Publish(b.prefix+topic, message)
}

// Watch implements Bus. Watching again changes nothing.
func (b *NATS) Watch(topic string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.subs[topic] != nil {
		return nil
	}
	sub, err := b.conn.ChanSubscribe(b.prefix+topic, b.in)
	if err == nil {
		b.subs[topic] = sub
	}
	return err
}

// Forget implements Bus.
func (b *NATS) Forget(topic string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if sub := b.subs[topic]; sub != nil {
		_ = sub.Unsubscribe() // fails when the connection is closed
		delete(b.subs, topic)
	}
}

// Messages implements Bus.
func (b *NATS) Messages() <-chan Message { return b.out }

// Restored implements Bus.
func (b *NATS) Restored() <-chan struct{} { return b.restored }

// Close sends what waits, for some moments at most, and leaves.
func (b *NATS) Close() error {
	b.once.Do(func() {
		_ = b.conn.FlushTimeout(farewell)
		b.conn.Close()
		close(b.done)
		b.pumping.Wait()
	})
	return nil
}
