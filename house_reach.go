package main

import (
	"context"
	"strings"
	"time"

	"parley/call/identity"
	"parley/call/parcel"
	"parley/call/session"
	"parley/call/signal/inbox"
)

const (
	// lookAround is how long somebody nearby is looked for.
	lookAround = 5 * time.Second
	// headStart is what who is nearby has before they are rung by way of a server,
	// which then learns of it.
	headStart = 2 * time.Second
)

// doubtful is why somebody is not rung: at a server that the person has not used
// nothing is asked.
type doubtful struct{ server string }

func (d doubtful) Error() string { return "elsewhere it takes a server that you have not used" }

// access opens a way for files to somebody, whose key it returns, and keeps it open
// until its context is done.
type access func(context.Context) (key string, err error)

// Reach finds who is meant and opens a way for files: on this network, or, to
// who is known, by ringing them elsewhere. The first that is open counts.
func (c *courier) Reach(ctx context.Context, who string) (string, error) {
	target := c.target(who)
	if target.Key == "" && strings.Contains(who, ":") {
		target.Address = who
	}
	var ways []access
	if !c.relayOnly {
		ways = append(ways, c.direct(target))
	}
	if elsewhere := c.elsewhere(target); elsewhere != nil {
		ways = append(ways, elsewhere)
	}
	if len(ways) == 0 {
		return "", unreachable(who, parcel.ErrNoRelay)
	}
	key, err := firstOpen(ctx, ways)
	if err != nil {
		return "", unreachable(who, err)
	}
	return key, nil
}

// direct is the way on this network, or to an address. Who is to be nearby is
// looked for.
func (c *courier) direct(target session.Target) access {
	return func(ctx context.Context) (string, error) {
		wanted := session.Target{Text: target.Text, Address: target.Address}
		if target.Key != "" {
			wanted.Text = target.Key
		}
		for end := time.Now().Add(lookAround); !c.Knows(wanted) && time.Now().Before(end); {
			if err := pause(ctx, lookAround/50); err != nil {
				return "", err
			}
		}
		return c.Courier.Reach(ctx, target)
	}
}

// elsewhere is the way to who is known, by their inbox; nil for who is not, or
// has none.
func (c *courier) elsewhere(target session.Target) access {
	key, err := identity.ParseKey(target.Key)
	if err != nil {
		return nil
	}
	if c.desk.At(key) != "" {
		return func(ctx context.Context) (string, error) {
			if !c.relayOnly {
				if err := pause(ctx, headStart); err != nil {
					return "", err
				}
			}
			return target.Key, c.post.Reach(ctx, key)
		}
	}
	contact, _ := c.contacts.Lookup(target.Key)
	card, err := inbox.ParseCard(contact.Card, key, time.Now())
	if err != nil || contact.Blocked {
		return nil
	}
	return func(context.Context) (string, error) { return "", doubtful{card.Server} }
}

// pause waits.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// firstOpen tries all ways at once. The others are given up when one is open; if
// none is, the error is that of the last, which leads the farthest.
func firstOpen(ctx context.Context, ways []access) (key string, err error) {
	type outcome struct {
		way int
		key string
		err error
	}
	outcomes, cancels, errs := make(chan outcome, len(ways)), make([]context.CancelFunc, len(ways)), make([]error, len(ways))
	for i, open := range ways {
		ctx, cancel := context.WithCancel(ctx)
		cancels[i] = cancel
		go func() {
			key, err := open(ctx)
			outcomes <- outcome{i, key, err}
		}()
	}
	for range ways {
		o := <-outcomes
		if errs[o.way] = o.err; o.err != nil {
			cancels[o.way]()
			continue
		}
		for i, cancel := range cancels {
			if i != o.way {
				cancel()
			}
		}
		return o.key, nil
	}
	return "", errs[len(ways)-1]
}
