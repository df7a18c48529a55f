// Package transfer sends files and folders from one device to others: of any
// size, checked block by block, and never from the beginning again.
//
// An Engine is one device's end. It knows nothing of networks: whoever has an
// ordered, encrypted stream of bytes to a person whose key is proven hands it
// over with Attach, as many as there are, at any time. Transfers outlive
// streams and programs: they wait while there is no stream, go on over the
// next, and move to a better one when it comes.
//
//	engine, err := transfer.Open(transfer.Config{State: private, Downloads: downloads})
//	stream := engine.Attach(key, conn, transfer.Direct)     // for every connection
//	ids := engine.Send([]string{"photos"}, key)             // offers; the other side must accept
//	engine.Accept(id, "")                                   // takes an offer
//	watch := engine.Watch()                                 // what there is to show
//	for transfers := range watch.C() { … }
//
// Commands (Send, Accept, Pause, …) return at once; what became of them is
// seen in the Transfers. Nothing of an offer is kept, in memory or on disk,
// before Accept or Config.AutoAccept take it. PROTOCOL.md says what is sent.
//
// In the packages below, wire reads and writes frames, manifest the list of
// what is sent, block cuts and hashes, safename makes names harmless, outbox
// reads what is sent, and inbox keeps what is received.
package transfer

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"parley/transfer/outbox"
)

// Config is what an Engine needs.
type Config struct {
	// State is a private folder: what was offered, and what is here of what
	// was accepted. One Engine at a time uses it.
	State string
	// Downloads is where files go if Accept names no other folder.
	Downloads string
	// AutoAccept reports whether an offer needs no asking, such as "always
	// from this person, up to 100 MB": see UpTo. It may be nil, and must
	// return at once.
	AutoAccept func(Transfer) bool
	// Log is told what went wrong on this device, in what. It may be nil, and
	// must return at once.
	Log func(what string, err error)
}

// UpTo returns an AutoAccept that takes offers of at most limit(peer) bytes;
// 0 means to ask.
func UpTo(limit func(peer string) int64) func(Transfer) bool {
	return func(t Transfer) bool { return t.Bytes <= limit(t.Peer) && limit(t.Peer) > 0 }
}

// Engine sends and receives. Its methods are safe for concurrent use.
//
// One goroutine, run, owns all state; everybody else puts functions into its
// inbox. It never waits for disks or streams: what does is a job, whose end
// comes through the inbox too.
type Engine struct {
	config Config
	lock   *os.File
	inbox  mailbox // for run
	disk   mailbox // for scribe
	quit   chan struct{}
	done   chan struct{}
	jobs   sync.WaitGroup // streams, feeds, and what reads or writes disks
	once   sync.Once

	// Of run alone.
	streams   []*Stream
	outgoing  map[ID]*outgoing
	incoming  map[ID]*incoming
	closing   bool
	parcels   map[*outbox.Parcel]int // users of each
	order     []ID                   // of all transfers, the oldest first
	publisher publisher
}

// ErrInUse says that another Engine uses the folder.
var ErrInUse = errors.New("the folder is used by another program")

// ErrClosed says that the Engine, or a Stream, was closed.
var ErrClosed = errors.New("closed")

// Open starts an Engine and takes up the transfers that had not ended. They go
// on once streams are attached.
func Open(config Config) (*Engine, error) {
	for _, folder := range []string{"in", "out", "parcels", Scratch} {
		if err := os.MkdirAll(filepath.Join(config.State, folder), 0o700); err != nil {
			return nil, fmt.Errorf("open transfers: %w", err)
		}
	}
	lock, err := takeLock(filepath.Join(config.State, "lock"))
	if err != nil {
		return nil, fmt.Errorf("open transfers: %w", err)
	}
	e := &Engine{
		config: config, lock: lock, quit: make(chan struct{}), done: make(chan struct{}),
		outgoing: map[ID]*outgoing{}, incoming: map[ID]*incoming{}, parcels: map[*outbox.Parcel]int{},
	}
	e.inbox.init()
	e.disk.init()
	e.publisher.init()
	if err := e.load(); err != nil {
		lock.Close()
		return nil, fmt.Errorf("open transfers: %w", err)
	}
	e.publisher.publish(e.snapshot(time.Now()))
	go e.run()
	return e, nil
}

// Attach gives the Engine a stream to a peer, whose key the caller has proven;
// the Engine closes it. Of several streams the one of the highest rank carries
// the content, and a transfer that runs moves to it.
//
// Of the stream it asks that Close ends Read and Write, that bytes come in
// order, and that Write waits when the other side does not keep up. No Write
// is longer than 64 KiB and no Read has less room than that, so a stream may be
// made of messages, such as a detached data channel.
func (e *Engine) Attach(peer string, stream io.ReadWriteCloser, rank Rank) *Stream {
	s := newStream(e, peer, stream, rank)
	if !e.inbox.put(func() { e.streams = append(e.streams, s); e.start(s) }) {
		s.abandon()
	}
	return s
}

// Send offers files and folders to each of the peers, connected or not. What
// becomes of it is seen in the transfers with the ids it returns, one for each
// peer. One that is still Preparing when the program ends is forgotten. The disk
// is read once for all of them, as long as none is more than 64 blocks (16 MiB)
// behind the first.
func (e *Engine) Send(paths []string, peers ...string) []ID {
	wires, ids := e.newIDs(peers)
	e.inbox.put(func() { e.send(paths, peers, wires, ids) })
	return ids
}

// Accept takes an offer. Its files go to the folder downloads, or if that is
// empty to Config.Downloads. If there is not enough room the transfer says so
// and can be accepted again.
func (e *Engine) Accept(id ID, downloads string) {
	if downloads == "" {
		downloads = e.config.Downloads
	}
	e.inbox.put(func() { e.incoming[id].accept(downloads) })
}

// Decline refuses an offer.
func (e *Engine) Decline(id ID) { e.inbox.put(func() { e.incoming[id].decline() }) }

// Pause stops a transfer until Resume. Either side may pause; both must want
// it to go on.
func (e *Engine) Pause(id ID) { e.inbox.put(func() { e.pause(id, true) }) }

// Resume lets a transfer go on that Pause, or trouble such as a full disk,
// stopped on this side.
func (e *Engine) Resume(id ID) { e.inbox.put(func() { e.pause(id, false) }) }

// Cancel ends a transfer and deletes what is not in its place yet.
func (e *Engine) Cancel(id ID) {
	e.inbox.put(func() {
		e.outgoing[id].cancel()
		e.incoming[id].cancel()
	})
}

// Forget takes a transfer that has ended out of the list.
func (e *Engine) Forget(id ID) { e.inbox.put(func() { e.forget(id) }) }

// Transfers returns what there is now, the oldest first. Nobody changes it.
func (e *Engine) Transfers() []Transfer { return e.publisher.newest() }

// Watch returns a watch, which the caller closes.
func (e *Engine) Watch() *Watch { return e.publisher.watch() }

// Close ends all streams and waits for everything to be written. Transfers that
// have not ended go on when the folder is opened again.
func (e *Engine) Close() error {
	e.once.Do(func() { close(e.quit) })
	<-e.done
	return nil
}
