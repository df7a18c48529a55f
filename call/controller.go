// Package call decides what happens in a call. The Controller takes Commands
// from the window or a script and events from a backend and the studio, and
// gives out immutable Snapshots. It knows neither a window nor a network.
package call

import (
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"parley/call/chat/history"
	"parley/call/identity"
	"parley/call/media/frame"
	"parley/call/session"
	"parley/call/settings"
	"parley/transfer"
)

// RingTimeout is how long a call rings before it counts as not answered.
const RingTimeout = 30 * time.Second

// Config is what a Controller works with. All of it is required.
type Config struct {
	Backend  session.Backend
	Studio   session.Studio
	Settings *settings.Store
	Contacts *identity.Contacts
	History  *history.Store
	Files    Files
	Key      identity.Key // of this computer's identity
	Device   string       // this computer's name
	// Override changes the settings for this run only, such as devices given
	// on the command line; it may be nil.
	Override func(*settings.Settings)
	Logger   *slog.Logger
}

// Controller owns the state of the one call. One goroutine does all of its
// work; every method may be called from any goroutine and none of them waits
// for media, network or window.
type Controller struct {
	cfg      Config
	commands chan Command
	watch    *frame.Mailbox[*Snapshot]
	latest   atomic.Pointer[Snapshot]
	events   chan Event
	watched  atomic.Bool
	stop     chan struct{}
	stopOnce sync.Once
	done     chan struct{}

	// The fields below belong to run.

	state      State
	media      session.Media
	self       Self
	nearby     []session.Person
	there      map[string]bool // who is there across the internet, by key
	current    *conversation
	devices    Devices
	notices    []Notice
	noticeKey  map[int]string
	noticeID   int
	lastEnd    *End
	doubt      *session.Doubtful // the last one; nil when it was decided
	invitation Invitation
	sharing    Sharing
	browsing   bool
	files      []transfer.Transfer
	watching   *transfer.Watch
	timer      *time.Timer // ring timeout
	expire     *time.Timer // somebody's typing
	dirty      bool
}

// commandQueue is how many commands may wait; a person cannot press faster.
const commandQueue = 64

// New starts a controller. It owns backend, studio, history and files from now
// on; the caller closes the controller.
func New(cfg Config) *Controller {
	c := &Controller{
		cfg:       cfg,
		commands:  make(chan Command, commandQueue),
		watch:     frame.NewMailbox[*Snapshot](nil),
		events:    make(chan Event, eventQueue),
		stop:      make(chan struct{}),
		done:      make(chan struct{}),
		media:     session.Media{Microphone: true, Camera: true},
		noticeKey: make(map[int]string),
		timer:     time.NewTimer(time.Hour),
		expire:    time.NewTimer(time.Hour),
		watching:  cfg.Files.Watch(),
	}
	c.timer.Stop()
	c.expire.Stop()
	c.self = Self{Device: cfg.Device, Key: cfg.Key.String(), Online: true, Tracks: cfg.Studio.Self()}
	c.configureStudio()
	c.publish()
	go c.run()
	return c
}

// Do queues a command. It never blocks; after Close, and when a script floods
// the queue, the command is dropped and false returned.
func (c *Controller) Do(cmd Command) bool {
	select {
	case <-c.stop:
		return false
	default:
	}
	select {
	case c.commands <- cmd:
		return true
	default:
		return false
	}
}

// Snapshot returns the newest snapshot. It is never nil.
func (c *Controller) Snapshot() *Snapshot { return c.latest.Load() }

// Watch returns the one-deep slot that holds the newest snapshot not yet
// taken, for one reader.
func (c *Controller) Watch() *frame.Mailbox[*Snapshot] { return c.watch }

// Close leaves the call, closes backend, studio, history and files, and waits
// for all of them.
func (c *Controller) Close() error {
	c.stopOnce.Do(func() { close(c.stop) })
	<-c.done
	return nil
}

func (c *Controller) run() {
	defer close(c.done)
	defer close(c.events)
	defer c.watch.Close()
	defer c.timer.Stop()
	defer c.expire.Stop()
	defer c.watching.Close()
	for c.step() {
		if c.dirty {
			c.publish()
		}
	}
	c.shutDown()
}

// step handles one thing that happened, and reports whether to go on.
func (c *Controller) step() bool {
	select {
	case cmd := <-c.commands:
		c.handleCommand(cmd)
	case e := <-c.cfg.Backend.Events():
		c.handleBackend(e)
	case e := <-c.cfg.Studio.Events():
		c.handleStudio(e)
	case e := <-c.cfg.History.Events():
		c.handleHistory(e)
	case list := <-c.watching.C():
		c.handleFiles(list)
	case <-c.timer.C:
		c.ringTimedOut()
	case <-c.expire.C:
		c.dirty = true
	case <-c.stop:
		return false
	}
	return true
}

// shutDown leaves the call and releases everything. Both channels of events
// are drained so that neither side can wait for this goroutine.
func (c *Controller) shutDown() {
	c.breakOff()
	var closing sync.WaitGroup
	closing.Go(func() { c.closing("backend", c.cfg.Backend.Close()) })
	closing.Go(func() { c.closing("studio", c.cfg.Studio.Close()) })
	closing.Go(func() {
		for range c.cfg.Backend.Events() {
			continue
		}
	})
	closing.Go(func() {
		for range c.cfg.Studio.Events() {
			continue
		}
	})
	closing.Go(func() { c.closing("history", c.cfg.History.Close()) })
	closing.Wait()
	c.closing("files", c.cfg.Files.Close()) // after the backend, whose streams it has
}

// breakOff ends the call without waiting for the backend's word, so that it
// is told and remembered like any other.
func (c *Controller) breakOff() {
	if c.current == nil {
		return
	}
	c.current.crossed = nil // nobody is left to take it
	c.hangup()
	c.ended(session.Ended{ID: c.current.id, Reason: session.HungUp})
}

func (c *Controller) closing(what string, err error) {
	if err != nil {
		c.cfg.Logger.Warn("closing failed", "part", what, "error", err)
	}
}

// settings returns what is in force: what is stored, then this run's own.
func (c *Controller) settings() settings.Settings {
	s := c.cfg.Settings.Get()
	if c.cfg.Override != nil {
		c.cfg.Override(&s)
	}
	return s
}

func (c *Controller) configureStudio() {
	s := c.settings()
	c.cfg.Studio.Configure(session.StudioConfig{
		Camera: s.Camera, Microphone: s.Microphone, Speaker: s.Speaker, Volume: s.Volume,
		Echo: s.Echo, Noise: s.Noise, Gain: s.Gain, HighPass: s.HighPass, Music: s.Music,
	})
	c.cfg.History.Keep(s.KeepHistory)
}
