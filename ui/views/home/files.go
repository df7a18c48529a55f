package home

import (
	"fmt"

	"parley/call"
	"parley/transfer"
	"parley/ui/amount"
	"parley/ui/widgets"
)

// showFiles tells about files that are on their way without a call: the one
// that matters most, with what can be done about it.
func (n *notices) showFiles(s *call.Snapshot) {
	t, more := foremost(s.Files)
	if t.State == 0 {
		n.files.Set(widgets.ToneInfo, "", "", nil, nil)
		return
	}
	text := fileSentence(t, fileName(t), personOf(s, t.Peer))
	if more > 0 {
		text += fmt.Sprintf(" And %d more.", more)
	}
	verb, act, away := n.fileActs(t)
	n.files.Set(fileTone(t), text, verb, act, away)
}

// foremost returns what matters most: an offer, else what is under way, else
// what came last. A zero State is nothing. more counts what is not told.
func foremost(files []transfer.Transfer) (first transfer.Transfer, more int) {
	rank := 0
	for _, t := range files {
		r := rankOf(t)
		if r > 0 {
			more++
		}
		if r > 0 && r >= rank {
			first, rank = t, r
		}
	}
	return first, max(0, more-1)
}

// rankOf says how much a transfer matters here; 0 is not at all.
func rankOf(t transfer.Transfer) int {
	switch {
	case t.State == transfer.Offered && t.Direction == transfer.Receiving:
		return 3
	case !t.State.Ended():
		return 2
	case t.State == transfer.Failed, t.State == transfer.Done && t.Direction == transfer.Receiving:
		return 1
	}
	return 0
}

func fileTone(t transfer.Transfer) widgets.Tone {
	switch {
	case t.State == transfer.Done:
		return widgets.ToneGood
	case t.State == transfer.Failed, t.State == transfer.Paused && transfer.Sentence(t.Reason) != "":
		return widgets.ToneProblem
	}
	return widgets.ToneInfo
}

// fileActs is what can be done: one act, and for what has ended to take it
// away.
func (n *notices) fileActs(t transfer.Transfer) (verb string, act, away func()) {
	do := func(c call.Command) func() { return func() { n.actions.Do(c) } }
	switch {
	case rankOf(t) == 3:
		return "Accept", do(call.AcceptFiles{ID: t.ID}), nil
	case t.State == transfer.Done && len(t.Placed) > 0:
		return "Show", func() { n.actions.ShowFile(t.Placed[0]) }, do(call.ForgetFiles{ID: t.ID})
	case t.State.Ended():
		return "", nil, do(call.ForgetFiles{ID: t.ID})
	case t.State == transfer.Paused:
		return "Resume", do(call.ResumeFiles{ID: t.ID}), nil
	case t.State == transfer.Running:
		return "Pause", do(call.PauseFiles{ID: t.ID}), nil
	}
	return "Cancel", do(call.CancelFiles{ID: t.ID}), nil
}

// fileSentence says how files do.
func fileSentence(t transfer.Transfer, name, who string) string {
	if t.State == transfer.Offered && t.Direction == transfer.Receiving {
		return fmt.Sprintf("%s offers you %s, %s.", who, name, amount.Bytes(t.Bytes))
	}
	what := fmt.Sprintf("%s for %s", name, who)
	if t.Direction == transfer.Receiving {
		what = fmt.Sprintf("%s from %s", name, who)
	}
	part := amount.Part(t.Sent, t.Bytes)
	switch t.State {
	case transfer.Running:
		if left := amount.Left(t.Left); left != "" {
			part += ", " + left
		}
		return what + ": " + part + "."
	case transfer.Paused:
		if sentence := t.Why(); sentence != "" {
			return what + " stopped. " + sentence
		}
		return what + " is paused, " + part + "."
	case transfer.Done:
		return what + " is here, checked."
	case transfer.Failed:
		return what + " did not arrive. " + transfer.Sentence(t.Reason)
	case transfer.Offered:
		return what + ": not accepted yet."
	case transfer.Preparing, transfer.Checking, transfer.Finishing:
		return what + ": " + part + "."
	case transfer.Waiting, transfer.Declined, transfer.Cancelled:
	}
	return what + " waits for a connection, " + part + "."
}

// fileName names what is sent, in quotes.
func fileName(t transfer.Transfer) string {
	switch len(t.Items) {
	case 0:
		return fmt.Sprintf("%d files", t.Files)
	case 1:
		return "“" + t.Items[0].Name + "”"
	}
	return fmt.Sprintf("“%s” and %d more", t.Items[0].Name, len(t.Items)-1)
}

// personOf names the person with a key.
func personOf(s *call.Snapshot, key string) string {
	for _, list := range [][]call.Contact{s.Known, s.Nearby} {
		for _, c := range list {
			if c.Key == key && c.Name != "" {
				return c.Name
			}
		}
	}
	return "Somebody"
}
