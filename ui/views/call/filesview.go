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
	groups   map[string]*fileGroup // what went to several, by the parcel
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
	again  func() // shows the transfers again
}

func newFilesView(acts filesActs) *filesView {
	f := &filesView{
		acts: acts, stream: widgets.NewStream(false), empty: newFilesEmpty(),
		cards: map[transfer.ID]*widgets.FileCard{}, groups: map[string]*fileGroup{}, headings: map[string]*widgets.LineRow{},
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

// set shows the transfers. name tells who has a key, and everyone how many that
// is.
func (f *filesView) set(files []transfer.Transfer, name func(string) string, everyone int) {
	f.files = files
	grown, parcels := false, parcelsOf(files)
	for _, p := range parcels {
		for _, t := range p {
			grown = f.ensure(t, name(t.Peer), len(p) > 1) || grown
		}
	}
	f.drop(files)
	grown = f.setGroups(parcels, name, everyone) || grown
	rows := f.rows(parcels)
	show(f.empty.Container, len(files) == 0)
	switch {
	case !slices.Equal(rows, f.stream.Rows()):
		f.stream.Set(rows)
	case grown:
		f.stream.Settle()
	}
}

// ensure brings the card of a transfer up to date and reports whether it has
// another height. It may be one of several that what is sent goes to.
func (f *filesView) ensure(t transfer.Transfer, who string, ofSeveral bool) (grown bool) {
	said, indent := fileOf(t, who), float32(0)
	if ofSeveral {
		said, indent = personOf(said, t, who), theme.SpaceL
	}
	if card := f.cards[t.ID]; card != nil {
		card.Indent = indent
		return card.Set(said)
	}
	var card *widgets.FileCard
	card = newFileRow(said, func(what widgets.FileAct) { f.acts.act(t.ID, what, card.Button(what)) })
	card.Indent = indent
	f.cards[t.ID] = card
	return false
}

// newFileRow returns a card for the panel.
func newFileRow(said widgets.File, act func(what widgets.FileAct)) *widgets.FileCard {
	card := widgets.NewFileCard(said, func(what widgets.FileAct, _ fyne.Widget) { act(what) })
	card.Margin, card.Gap = theme.SpaceM, theme.SpaceS
	return card
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
func (f *filesView) rows(parcels []parcelFiles) []widgets.StreamRow {
	var rows []widgets.StreamRow
	for _, group := range [...]struct {
		heading string
		has     func(parcelFiles) bool
	}{
		{"Offered to you", parcelFiles.offered},
		{"Now", func(p parcelFiles) bool { return !p.ended() && !p.offered() }},
		{"Done", parcelFiles.ended},
	} {
		before := len(rows)
		for i := len(parcels) - 1; i >= 0; i-- {
			if group.has(parcels[i]) {
				if len(rows) == before {
					rows = append(rows, f.heading(group.heading))
				}
				rows = append(rows, f.cardsOf(parcels[i])...)
			}
		}
		if group.heading == "Done" && len(rows) > before {
			rows = append(rows, f.clear)
		}
	}
	return rows
}

// cardsOf returns the card of what is sent, and of each person if it is opened.
func (f *filesView) cardsOf(p parcelFiles) (rows []widgets.StreamRow) {
	if g := f.groups[p.name()]; g != nil {
		rows = append(rows, g.card)
		if !g.opened {
			return rows
		}
	}
	for _, t := range p {
		rows = append(rows, f.cards[t.ID])
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
