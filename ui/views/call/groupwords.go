package call

import (
	"fmt"
	"strings"
	"time"

	"parley/transfer"
	"parley/ui/amount"
	"parley/ui/widgets"
)

// groupOf says how what is sent to several stands; everyone is how many others
// are in the call.
func groupOf(p parcelFiles, name func(string) string, everyone int) widgets.File {
	f := widgets.File{Name: nameOf(p[0]), Folder: len(p[0].Items) == 1 && p[0].Items[0].Folder}
	who := "To " + plural(len(p), "person", "people")
	if len(p) == everyone {
		who = "To everyone"
	}
	done := p.count(func(s transfer.State) bool { return s == transfer.Done })
	f.Line = fmt.Sprintf("%s · %d of %d have it", who, done, len(p))
	switch {
	case p.ended() && done == len(p):
		f.Good, f.Line = true, fmt.Sprintf("%s, all %d have it", amount.Bytes(p[0].Bytes), len(p))
		f.Tools = tools(widgets.FileForget)
	case p.ended():
		f.Tools, f.Under = tools(widgets.FileForget), "Not "+p.people(name, func(s transfer.State) bool { return s != transfer.Done })
	default:
		groupUnderWay(&f, p, name)
	}
	return f
}

// personOf is the card of one of several that what is sent goes to: it stands
// under a card that has the name, so it has the person's.
func personOf(f widgets.File, t transfer.Transfer, who string) widgets.File {
	f.Name, f.Folder, f.Person = who, false, true
	f.Line = strings.TrimPrefix(strings.TrimPrefix(f.Line, "To "+who), " · ")
	if f.Line == "" {
		f.Line = amount.Bytes(t.Bytes)
	}
	return f
}

// groupUnderWay tells of the flow first, else of what it waits for.
func groupUnderWay(f *widgets.File, p parcelFiles, name func(string) string) {
	sent, all, speed, left := p.sum()
	is := func(s transfer.State) func(transfer.State) bool {
		return func(t transfer.State) bool { return s == t }
	}
	f.Bar, f.Tools = true, tools(widgets.FileCancel)
	if all > 0 {
		f.Progress = float64(sent) / float64(all)
	}
	switch {
	case p.count(is(transfer.Running)) > 0:
		f.Under, f.Aside = amount.Part(sent, all), amount.Left(left)
		if speed > 0 {
			f.Under += " · " + amount.Bytes(int64(speed)) + "/s"
		}
		f.Tools = tools(widgets.FilePause, widgets.FileCancel)
	case p.pausedHere():
		f.Under, f.Tools = "Paused", tools(widgets.FileResume, widgets.FileCancel)
	case p.count(is(transfer.Preparing)) > 0:
		f.Under = "Looking at what is to be sent"
	case p.count(is(transfer.Offered)) > 0:
		f.Under = "Waiting for " + p.people(name, is(transfer.Offered)) + " to accept"
	default:
		f.Under = "Waits for " + p.people(name, func(s transfer.State) bool { return !s.Ended() })
	}
}

// sum is how much is through, of how much, how fast and how long it takes yet,
// for all who have not refused it.
func (p parcelFiles) sum() (sent, all int64, speed float64, left time.Duration) {
	left = -1
	for _, t := range p {
		if t.State.Ended() && t.State != transfer.Done {
			continue
		}
		sent, all, speed, left = sent+t.Sent, all+t.Bytes, speed+t.Speed, max(left, t.Left)
	}
	return sent, all, speed, left
}

// pausedHere says whether one's own pause holds up all that has not ended.
func (p parcelFiles) pausedHere() bool {
	paused := 0
	for _, t := range p {
		if t.State == transfer.Paused && t.PausedHere {
			paused++
		}
	}
	return paused > 0 && paused == len(p)-p.count(transfer.State.Ended)
}

// people names those of a state, or counts them when they are many.
func (p parcelFiles) people(name func(string) string, in func(transfer.State) bool) string {
	var names []string
	for _, t := range p {
		if in(t.State) {
			names = append(names, name(t.Peer))
		}
	}
	switch len(names) {
	case 1:
		return names[0]
	case 2:
		return names[0] + " and " + names[1]
	}
	return plural(len(names), "person", "people")
}
