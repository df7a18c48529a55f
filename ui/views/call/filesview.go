package call

import (
	"slices"

	"fyne.io/fyne/v2"

	"parley/assets"
	core "parley/call"
	"parley/transfer"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// filesView is the panel with the files on their way, and those that ended.
type filesView struct {
	panel  *widgets.Panel
	acts   filesActs
	stream *widgets.Stream
	empty  *filesEmpty
	send   *widgets.Button
	body   *fyne.Container

	cards    map[transfer.ID]*widgets.FileCard
	headings map[string]*widgets.LineRow
	clear    *widgets.ActRow
	files    []transfer.Transfer
}

// filesActs is what the panel asks of the page. None is nil.
type filesActs struct {
	do     func(core.Command)
	away   func()
	choose func(at fyne.Widget)
	act    func(id transfer.ID, what widgets.FileAct, at fyne.Widget)
}

func newFilesView(acts filesActs) *filesView {
	f := &filesView{
		acts: acts, stream: widgets.NewStream(false), empty: newFilesEmpty(),
		cards: map[transfer.ID]*widgets.FileCard{}, headings: map[string]*widgets.LineRow{},
	}
	f.clear = widgets.NewActRow("Clear the list", f.forgetEnded)
	f.send = widgets.NewButton("Send", assets.Plus, widgets.Standard, func() { acts.choose(f.send) })
	f.send.Height = theme.ControlSmall
	f.body = placed(f.place, f.stream, f.empty.Container)
	f.panel = widgets.NewPanel("Files", f.body, acts.away, f.send)
	return f
}

func (f *filesView) place(size fyne.Size) {
	put(f.stream, 0, 0, size.Width, size.Height)
	put(f.empty.Container, 0, 0, size.Width, size.Height)
}

// set shows the transfers; name tells who has a key.
func (f *filesView) set(files []transfer.Transfer, name func(string) string) {
	f.files = files
	grown := false
	for _, t := range files {
		grown = f.ensure(t, name(t.Peer)) || grown
	}
	f.drop(files)
	rows := f.rows(files)
	show(f.empty.Container, len(files) == 0)
	switch {
	case !slices.Equal(rows, f.stream.Rows()):
		f.stream.Set(rows)
	case grown:
		f.stream.Settle()
	}
}

// ensure brings the card of a transfer up to date and reports whether it has
// another height.
func (f *filesView) ensure(t transfer.Transfer, who string) (grown bool) {
	said := fileOf(t, who)
	if card := f.cards[t.ID]; card != nil {
		return card.Set(said)
	}
	card := widgets.NewFileCard(said, func(what widgets.FileAct, at fyne.Widget) { f.acts.act(t.ID, what, at) })
	card.Margin, card.Gap = theme.SpaceM, theme.SpaceS
	f.cards[t.ID] = card
	return false
}

// drop forgets the cards of transfers that went.
func (f *filesView) drop(files []transfer.Transfer) {
	if len(f.cards) == len(files) {
		return
	}
	kept := make(map[transfer.ID]*widgets.FileCard, len(files))
	for _, t := range files {
		kept[t.ID] = f.cards[t.ID]
	}
	f.cards = kept
}

// rows sets the cards under headings, newest first.
func (f *filesView) rows(files []transfer.Transfer) []widgets.StreamRow {
	var rows []widgets.StreamRow
	for _, group := range [...]struct {
		heading string
		has     func(transfer.Transfer) bool
	}{
		{"Offered to you", isOffer},
		{"Now", func(t transfer.Transfer) bool { return !t.State.Ended() && !isOffer(t) }},
		{"Done", func(t transfer.Transfer) bool { return t.State.Ended() }},
	} {
		before := len(rows)
		for i := len(files) - 1; i >= 0; i-- {
			if group.has(files[i]) {
				if len(rows) == before {
					rows = append(rows, f.heading(group.heading))
				}
				rows = append(rows, f.cards[files[i].ID])
			}
		}
		if group.heading == "Done" && len(rows) > before {
			rows = append(rows, f.clear)
		}
	}
	return rows
}

func (f *filesView) heading(text string) *widgets.LineRow {
	if f.headings[text] == nil {
		f.headings[text] = widgets.NewLineRow(widgets.LineHeading, text)
	}
	return f.headings[text]
}

// isOffer says whether a transfer waits for the person here to take it.
func isOffer(t transfer.Transfer) bool {
	return t.Direction == transfer.Receiving && t.State == transfer.Offered
}

// offers counts what waits to be taken, for the bar.
func offers(files []transfer.Transfer) int {
	n := 0
	for _, t := range files {
		if isOffer(t) {
			n++
		}
	}
	return n
}

func (f *filesView) forgetEnded() {
	for _, t := range f.files {
		if t.State.Ended() {
			f.acts.do(core.ForgetFiles{ID: t.ID})
		}
	}
}

// filesEmpty is what the panel says while there are no files.
type filesEmpty struct {
	*fyne.Container
	sign  *widgets.Sign
	title *widgets.Label
	words *widgets.Label
}

func newFilesEmpty() *filesEmpty {
	e := &filesEmpty{
		sign:  widgets.NewSign(assets.Files, theme.Primary, theme.Space2XL),
		title: widgets.NewLabel("No files yet", widgets.Style{Size: theme.TextLead, Bold: true, Align: fyne.TextAlignCenter}),
		words: widgets.NewLabel("Drop files or folders on a person, or on the window for everyone. They are asked before anything is sent.",
			widgets.Style{Color: theme.Muted, Align: fyne.TextAlignCenter, Lines: 4}),
	}
	e.Container = placed(e.place, e.sign, e.title, e.words)
	return e
}

func (e *filesEmpty) place(size fyne.Size) { placeEmpty(size, e.sign, e.title, e.words) }
