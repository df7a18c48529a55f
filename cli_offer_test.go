package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"parley/call"
	"parley/call/session"
)

// invites plays somebody whom a text reaches.
func invites(a *actor, c call.Command) {
	switch c := c.(type) {
	case call.Offer:
		a.events <- call.Event{Kind: call.EventInvitation, Invitation: "parley-offer.x"}
	case call.AnswerOffer:
		a.events <- call.Event{Kind: call.EventInvitation, Invitation: "parley-answer." + c.Text[:6]}
		a.enter(call.Active)
		a.end(session.HungUp, "The call has ended.")
	case call.RingAnswer:
		a.enter(call.Active)
		a.end(session.HungUp, "The call has ended.")
	}
}

func TestOfferAndAnswer(t *testing.T) {
	for name, tc := range map[string]struct {
		command, input string
		status         int
		want           call.Command
		told           string
	}{
		"offer":           {"offer", "Hello!\n  parley-answer.y\n", exitDone, call.RingAnswer{Text: "  parley-answer.y", Video: true}, "parley-offer.x"},
		"offer in vain":   {"offer", "Hello!\n", exitUsage, call.Offer{}, "parley-offer.x"},
		"answer":          {"answer", "parley-offer.y\n", exitDone, call.AnswerOffer{Text: "parley-offer.y"}, "parley-answer.parley"},
		"answer in vain":  {"answer", strings.Repeat("x", 10_000), exitUsage, nil, ""},
		"an answer twice": {"answer", "parley-answer.y\n", exitUsage, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := newActor(invites)
			var out, errs bytes.Buffer
			status := run(t.Context(), []string{tc.command, "--headless"},
				desk{In: strings.NewReader(tc.input), Out: &out, Err: &errs, house: &furnished{station: a}})
			if status != tc.status || !strings.Contains(out.String(), tc.told) {
				t.Fatalf("status %d: %s%s", status, &out, &errs)
			}
			a.mu.Lock()
			defer a.mu.Unlock()
			if n := len(a.commands); tc.want != nil && (n == 0 || a.commands[n-1] != tc.want) {
				t.Errorf("commands %+v", a.commands)
			}
		})
	}
}

// Whoever interrupts the waiting for an answer has not failed.
func TestOfferIsInterrupted(t *testing.T) {
	a := newActor(invites)
	input, typing := io.Pipe()
	defer typing.Close()
	ctx, interrupt := context.WithCancelCause(t.Context())
	time.AfterFunc(20*time.Millisecond, func() { interrupt(errors.New("interrupt signal received")) })
	var out, errs bytes.Buffer
	if status := run(ctx, []string{"offer", "--headless"}, desk{In: input, Out: &out, Err: &errs, house: &furnished{station: a}}); status != exitDone {
		t.Errorf("status %d: %s%s", status, &out, &errs)
	}
}
