package transfer

import (
	"path/filepath"
	"time"

	"parley/transfer/safename"
	"parley/transfer/wire"
)

// state derives the state from the facts.
func (t *outgoing) state() State {
	switch {
	case t.ended != 0:
		return t.ended
	case t.parcel == nil:
		return Preparing
	case !t.accepted:
		return Offered
	case t.pausedHere, t.pausedThere:
		return Paused
	case t.feeding != nil:
		return Running
	case t.connected() && t.feed.Complete():
		return Finishing
	}
	return Waiting
}

func (t *outgoing) snapshot(now time.Time) Transfer {
	s := Transfer{
		ID: t.id, Peer: t.peer, Direction: Sending, State: t.state(), Reason: t.reason, Parcel: t.sending,
		PausedHere: t.pausedHere, PausedThere: t.pausedThere,
		LeftOut: t.leftOut, LeftOutCount: t.leftOuts, Left: -1,
	}
	if t.ended == 0 && t.pausedThere {
		s.Reason = t.trouble
	}
	if t.parcel == nil {
		for _, path := range t.paths[:min(len(t.paths), wire.MaxItems)] {
			s.Items = append(s.Items, Item{Name: safename.Nested(filepath.Base(path))})
		}
		return s
	}
	s.describe(&t.parcel.Offer)
	s.Roots = t.parcel.Roots
	skipped, count := t.feed.Skipped()
	s.Skipped, s.SkippedCount = skippedOut(skipped), max(count, t.skipped)
	s.progress(&t.meter, now, t.feed.Bytes(), t.feed.Current())
	if t.feeding != nil {
		s.Rank = t.feeding.stream.rank
	}
	return s
}

func (t *incoming) state() State {
	switch {
	case t.ended != 0:
		return t.ended
	case t.box == nil:
		return Offered
	case t.problem != 0, t.pausedHere, t.pausedThere:
		return Paused
	case t.tree == nil && t.opening:
		return Checking
	case t.tree != nil && t.tree.Complete():
		return Finishing
	case t.flow != nil:
		return Running
	}
	return Waiting
}

func (t *incoming) snapshot(now time.Time) Transfer {
	s := Transfer{
		ID: t.id, Peer: t.peer, Direction: Receiving, State: t.state(), Reason: t.reason,
		PausedHere: t.pausedHere, PausedThere: t.pausedThere, Left: -1,
	}
	s.describe(&t.offer)
	switch {
	case t.problem != 0:
		s.Reason = t.problem
	case t.pausedThere && t.ended == 0:
		s.Reason = t.problemThere
	}
	outcome := t.outcome
	s.Sent = t.kept
	if t.tree != nil {
		outcome, _ = t.tree.Outcome()
		s.progress(&t.meter, now, t.tree.Bytes(), t.tree.Current())
	}
	s.Skipped, s.SkippedCount = skippedIn(outcome.Skipped), outcome.SkippedCount
	s.Placed, s.PlacedCount = outcome.Placed, outcome.PlacedCount
	if s.State == Done {
		s.Sent = s.Bytes
	}
	if t.flow != nil {
		s.Rank = t.flow.stream.rank
	}
	return s
}

// describe says what is in an offer, with names that are safe to show.
func (s *Transfer) describe(offer *wire.Offer) {
	s.Files, s.Folders, s.Bytes = int(offer.Files), int(offer.Folders), offer.Bytes
	for _, item := range offer.Items {
		s.Items = append(s.Items, Item{Name: safename.Item(item.Name), Folder: item.Kind == wire.Folder, Size: item.Size})
	}
}

// progress says how far a transfer is, and how fast it goes while it does.
func (s *Transfer) progress(m *meter, now time.Time, sent int64, current string) {
	s.Sent = sent
	if s.State == Done {
		s.Sent = s.Bytes
	}
	if s.State != Running {
		*m = meter{}
		return
	}
	s.Current = current
	s.Speed, s.Left = m.measure(now, sent, s.Bytes-sent)
}
