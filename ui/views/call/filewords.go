package call

import (
	"fmt"
	"slices"
	"strings"

	"parley/transfer"
	"parley/ui/amount"
	"parley/ui/widgets"
)

// fileOf says how a transfer stands; who is the person at the other end.
func fileOf(t transfer.Transfer, who string) widgets.File {
	f := widgets.File{Name: nameOf(t), Folder: len(t.Items) == 1 && t.Items[0].Folder, Line: lineOf(t, who)}
	switch t.State {
	case transfer.Preparing:
		f.Under, f.Tools = "Looking at what is to be sent", tools(widgets.FileCancel)
	case transfer.Offered:
		offered(&f, t, who)
	case transfer.Waiting, transfer.Running:
		underWay(&f, t, who)
	case transfer.Checking, transfer.Finishing:
		finishing(&f, t, who)
	case transfer.Paused:
		paused(&f, t, who)
	case transfer.Done:
		done(&f, t)
	case transfer.Declined:
		declined(&f, t, who)
	case transfer.Cancelled:
		f.Under, f.Tools = "Cancelled", tools(widgets.FileForget)
	case transfer.Failed:
		failed(&f, t)
	}
	return f
}

func tools(acts ...widgets.FileAct) []widgets.FileAct { return acts }

// nameOf names what is sent.
func nameOf(t transfer.Transfer) string {
	switch len(t.Items) {
	case 0:
		return plural(t.Files, "file", "files")
	case 1:
		return t.Items[0].Name
	}
	more := len(t.Items) - 1
	return t.Items[0].Name + " and " + fmt.Sprint(more) + " more"
}

// lineOf says who sends or gets it, and how much it is.
func lineOf(t transfer.Transfer, who string) string {
	parts := []string{"To " + who}
	if t.Direction == transfer.Receiving {
		parts[0] = "From " + who
	}
	if t.Files != 1 || len(t.Items) > 1 {
		parts = append(parts, plural(t.Files, "file", "files"))
	}
	if t.State == transfer.Preparing {
		return parts[0]
	}
	return strings.Join(append(parts, amount.Bytes(t.Bytes)), " · ")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n) + " " + many
}

func offered(f *widgets.File, t transfer.Transfer, who string) {
	if t.Direction == transfer.Sending {
		f.Under, f.Tools = "Waiting for "+who+" to accept", tools(widgets.FileCancel)
		return
	}
	f.Bold = true
	f.Under = transfer.Sentence(t.Reason) // such as no room, when it was accepted
	f.Verbs = tools(widgets.FileAccept, widgets.FileDecline, widgets.FileMore)
}

// share is how much of a transfer is through, 0 to 1.
func share(t transfer.Transfer) float64 {
	if t.Bytes <= 0 {
		return 0
	}
	return min(1, float64(t.Sent)/float64(t.Bytes))
}

func underWay(f *widgets.File, t transfer.Transfer, who string) {
	f.Bar, f.Progress, f.Tools = true, share(t), tools(widgets.FilePause, widgets.FileCancel)
	f.Line = shortLine(t, who)
	f.Under = "Waits for " + who + " · " + amount.Part(t.Sent, t.Bytes)
	if t.State == transfer.Running {
		f.Under = amount.Part(t.Sent, t.Bytes)
		if t.Speed > 0 {
			f.Under += " · " + amount.Bytes(int64(t.Speed)) + "/s"
		}
		f.Aside = amount.Left(t.Left)
	}
}

// finishing is before and after the content flows.
func finishing(f *widgets.File, t transfer.Transfer, who string) {
	f.Bar, f.Progress, f.Tools = true, share(t), tools(widgets.FileCancel)
	f.Line, f.Under = shortLine(t, who), "Checking what is here already"
	if t.State == transfer.Finishing {
		f.Progress, f.Under = 1, "Putting everything in its place"
		if t.Direction == transfer.Sending {
			f.Under = who + " checks what arrived"
		}
	}
}

// shortLine says who, and how many files when there are several.
func shortLine(t transfer.Transfer, who string) string {
	line := "To " + who
	if t.Direction == transfer.Receiving {
		line = "From " + who
	}
	if t.Files != 1 {
		line += " · " + plural(t.Files, "file", "files")
	}
	return line
}

func paused(f *widgets.File, t transfer.Transfer, who string) {
	f.Bar, f.Progress = true, share(t)
	f.Line = shortLine(t, who) + " · " + amount.Part(t.Sent, t.Bytes)
	f.Tools = tools(widgets.FileCancel)
	switch sentence := t.Why(); {
	case sentence != "" && t.Direction == transfer.Sending:
		f.Failed, f.Problem = true, troubleOf(who, t.Reason)
	case sentence != "":
		f.Failed, f.Problem, f.Verbs = true, sentence, tools(widgets.FileGoOn)
	case t.PausedThere && !t.PausedHere:
		f.Under = who + " paused it"
	default:
		f.Under, f.Tools = "Paused", tools(widgets.FileResume, widgets.FileCancel)
	}
}

// troubleOf says what holds up the person who receives; they alone can let it
// go on.
func troubleOf(who string, r transfer.Reason) string {
	switch r { //nolint:exhaustive // the others are not about a disk
	case transfer.DiskFull, transfer.NoRoom:
		return "The disk of " + who + " is full. It goes on once " + who + " makes room and resumes."
	case transfer.DiskFault:
		return "The disk of " + who + " cannot be read or written."
	}
	return transfer.Sentence(r)
}

func done(f *widgets.File, t transfer.Transfer) {
	f.Good = true
	f.Line = amount.Bytes(t.Bytes) + ", checked"
	f.Tools = tools(widgets.FileForget)
	if t.Direction == transfer.Receiving {
		if len(t.Placed) > 0 {
			f.Tools = tools(widgets.FileShow, widgets.FileOpen)
		}
		f.Problem = leftOut(t.SkippedCount, "did not arrive", firstSkipped(t))
	} else {
		f.Line = amount.Bytes(t.Bytes) + ", arrived"
		f.Problem = leftOut(t.LeftOutCount+t.SkippedCount, "was not sent", firstSkipped(t))
	}
	f.Good = f.Problem == ""
}

// leftOut says that n files are missing, and why the first is.
func leftOut(n int, what, why string) string {
	if n == 0 {
		return ""
	}
	if n > 1 {
		what = strings.Replace(what, "was ", "were ", 1)
	}
	return strings.TrimSpace(plural(n, "file", "files") + " " + what + ". " + why)
}

func firstSkipped(t transfer.Transfer) string {
	if len(t.Skipped) == 0 {
		return ""
	}
	return transfer.Sentence(t.Skipped[0].Reason)
}

func declined(f *widgets.File, t transfer.Transfer, who string) {
	f.Under, f.Tools = who+" declined", tools(widgets.FileForget)
	if t.Direction == transfer.Receiving {
		f.Under = "You declined"
	}
	if sentence := transfer.Sentence(t.Reason); sentence != "" {
		f.Under = sentence
	}
}

func failed(f *widgets.File, t transfer.Transfer) {
	f.Bar, f.Progress, f.Failed = t.Sent > 0, share(t), true
	f.Tools, f.Problem = tools(widgets.FileForget), transfer.Sentence(t.Reason)
	if f.Problem == "" {
		f.Problem = "It did not arrive."
	}
}

// inChat is the card of a file among messages, which has less to say.
func inChat(f widgets.File) widgets.File {
	f.Bold = false
	f.Verbs = slices.DeleteFunc(slices.Clone(f.Verbs), func(a widgets.FileAct) bool { return a == widgets.FileMore })
	f.Tools = slices.DeleteFunc(slices.Clone(f.Tools), func(a widgets.FileAct) bool { return a == widgets.FileForget })
	return f
}
