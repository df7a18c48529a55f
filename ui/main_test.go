package ui

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"testing"
	"time"

	"parley/call"
	"parley/call/chat"
	"parley/call/identity"
	"parley/call/media/frame"
	"parley/call/media/frame/testsignal"
	"parley/call/session"
	"parley/call/settings"
	"parley/transfer"
)

// childVariable makes the test binary be a window with a fake controller: a
// real window must run on the main goroutine, which tests do not.
const childVariable = "PARLEY_UI_TEST_CHILD"

// linkVariable is the link that the window is opened for.
const linkVariable = "PARLEY_UI_TEST_LINK"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) == "" {
		os.Exit(m.Run())
	}
	if err := beWindow(); err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
}

// beWindow opens the window, prints every command it gives, and changes the
// state as lines from the test say.
func beWindow() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	c := newFake()
	ended := make(chan struct{})
	var films sync.WaitGroup
	films.Go(func() { c.film(ended, c.self, 640, 360) })
	films.Go(func() { c.film(ended, c.far, 1280, 720) })
	films.Go(func() { c.screens.film(ended) })
	go c.obey() // ends with the process: a read of standard input cannot be ended
	err := Run(ctx, Options{Controller: c, Version: "Test", Link: os.Getenv(linkVariable)})
	close(ended)
	films.Wait()
	fmt.Println("ended")
	return err
}

// fake is a controller that does what commands say, at once.
type fake struct {
	mu        sync.Mutex
	snapshot  call.Snapshot
	box       *frame.Mailbox[*call.Snapshot]
	self, far *frame.Feed
	screens   *screens
	offered   []session.ShareSource
	shown     int // pictures of the far side that reached the painter
}

func newFake() *fake {
	c := &fake{box: frame.NewMailbox[*call.Snapshot](nil), self: new(frame.Feed), far: new(frame.Feed), screens: newScreens()}
	c.snapshot.Settings = settings.Default("Jonas Weber")
	c.snapshot.Self = call.Self{
		Name: "Jonas Weber", Key: "own", Online: true, Media: session.Media{Microphone: true, Camera: true},
		Tracks: session.Tracks{Camera: c.self, Level: new(frame.Gauge), Quality: new(frame.Gauge)},
	}
	c.snapshot.Devices.Camera.Working = true
	return c
}

func (c *fake) Snapshot() *call.Snapshot {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.snapshot
	return &s
}

func (c *fake) Watch() *frame.Mailbox[*call.Snapshot] { return c.box }

// Do implements Controller.
func (c *fake) Do(cmd call.Command) bool {
	fmt.Printf("%T %+v\n", cmd, cmd)
	c.edit(func(s *call.Snapshot) {
		c.obeySharing(s, cmd)
		switch cmd := cmd.(type) {
		case call.SetMicrophone:
			s.Self.Media.Microphone = cmd.On
		case call.SetCamera:
			s.Self.Media.Camera = cmd.On
		case call.Change:
			cmd.Edit(&s.Settings)
		case call.Meet:
			c.begin(s)
			s.Call.Meeting, s.Call.Participants = &session.Meeting{Link: cmd.Link, Server: cmd.Server, Hosts: true}, nil
		case call.Accept:
			c.begin(s)
		case call.Hangup, call.Decline, call.TrustKey:
			s.State, s.Call = call.Idle, nil
		}
	})
	return true
}

func (c *fake) edit(edit func(*call.Snapshot)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.snapshot
	edit(&s)
	c.snapshot = s
	c.box.Put(&s) // still locked, or a later snapshot might be overtaken
}

// begin makes the call active.
func (c *fake) begin(s *call.Snapshot) {
	mara := session.Person{Key: "far", Name: "Mara Lindqvist"}
	contact := call.Contact{Person: mara, Trust: call.Met, Volume: 1}
	p := session.Participant{ID: "p1", Person: mara, Media: session.Media{Microphone: true, Camera: true}}
	p.Tracks = session.Tracks{Camera: c.far, Level: new(frame.Gauge), Quality: new(frame.Gauge), Shown: c.count}
	s.State = call.Active
	s.Call = &call.Call{
		ID: "1", Peer: contact, Connected: time.Now(), Video: true,
		Participants: []call.Participant{{Participant: p, Contact: contact}},
	}
}

func (c *fake) count(*frame.Video) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shown++
	if c.shown%30 == 0 {
		fmt.Println("shown", c.shown)
	}
}

func (c *fake) film(ended <-chan struct{}, feed *frame.Feed, width, height int) {
	camera := testsignal.NewCamera(width, height)
	tick := time.NewTicker(time.Second / 30)
	defer tick.Stop()
	for {
		select {
		case now := <-tick.C:
			feed.Put(camera.Next(now))
		case <-ended:
			return
		}
	}
}

// obey does what the test wants to happen, and tells when it has.
func (c *fake) obey() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		c.edit(func(s *call.Snapshot) { c.happen(s, lines.Text()) })
		fmt.Println("happened:", lines.Text())
	}
}

func (c *fake) happen(s *call.Snapshot, what string) {
	c.happenSharing(s, what)
	switch what {
	case "incoming":
		c.begin(s)
		s.State = call.Incoming
		s.Call.Participants, s.Call.Connected = nil, time.Time{}
	case "active":
		c.begin(s)
	case "talk":
		c.begin(s)
		mara := chat.Person{Key: identity.Key{1}, Name: "Mara Lindqvist"}
		m := &chat.Message{Ref: chat.Ref{Author: mara.Key, ID: chat.ID{1}}, Name: mara.Name, Time: time.Now(), Text: "Hello, Jonas"}
		s.Call.Chat = call.Chat{Snapshot: &chat.Snapshot{Messages: []*chat.Message{m}, Unread: 1}, Open: true}
		s.Files = []transfer.Transfer{{
			ID: "plan", Peer: "far", Direction: transfer.Receiving, State: transfer.Offered, Files: 1, Bytes: 18_400_000,
			Items: []transfer.Item{{Name: "Floor plan 3.pdf", Size: 18_400_000}}, Left: -1,
		}}
	case "question":
		c.begin(s)
		s.State, s.Call.Question, s.Call.Participants = call.Dialing, true, nil
	}
}
