package main

import (
	"bufio"
	"context"
	"fmt"
	"io"

	"parley/call"
	"parley/call/signal/paste"
)

// offerCommand is `parley offer`.
type offerCommand struct{ callOptions }

// answerCommand is `parley answer`.
type answerCommand struct{ callOptions }

// Run invites somebody by a text, reads what they send back, and calls them.
func (c offerCommand) Run(ctx context.Context, d desk) error {
	return d.attend(ctx, c.callOptions, call.Offer{}, true, func(v *visit) error {
		text, err := readText(d.In, paste.AnswerText)
		if err == nil {
			v.Do(call.RingAnswer{Text: text, Video: c.Camera != "none"})
		}
		return err
	})
}

// Run answers a text that somebody sent, and waits for their call.
func (c answerCommand) Run(ctx context.Context, d desk) error {
	text, err := readText(d.In, paste.OfferText)
	if err != nil {
		return err
	}
	return d.serve(ctx, c.callOptions, call.AnswerOffer{Text: text}, true)
}

// longestText bounds a line that somebody pasted, in bytes; one more than it is
// refused by package paste.
const longestText = 4096

// readText takes lines until one is a text of the kind that is wanted: people
// paste greetings too.
func readText(in io.Reader, want paste.Kind) (string, error) {
	if in == nil {
		in = eof{}
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, longestText)
	for lines.Scan() {
		if paste.KindOf(lines.Text()) == want {
			return lines.Text(), nil
		}
	}
	return "", failure{exitUsage, "parley: the other person's text was not given.", "Paste all of it into the input, on one line."}
}

// eof is an input of nothing.
type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }

// narrateInvitation tells of a text that was made.
func narrateInvitation(e call.Event) string {
	switch paste.KindOf(e.Invitation) {
	case paste.OfferText:
		return fmt.Sprintf("Send this to whom you want to call, and to nobody else:\n%s\nPaste what they send back:", e.Invitation)
	case paste.AnswerText:
		return fmt.Sprintf("Send this back, and keep Parley open:\n%s", e.Invitation)
	}
	return e.Text
}
