package call

import (
	"parley/transfer"
	"parley/ui/widgets"
)

// parcelFiles are the transfers of what is sent at once, one for each person;
// of anything else it is one.
type parcelFiles []transfer.Transfer

// parcelsOf puts together what belongs together, the oldest first.
func parcelsOf(files []transfer.Transfer) (parcels []parcelFiles) {
	at := map[string]int{}
	for _, t := range files {
		i, known := at[t.Parcel]
		if t.Parcel != "" && known {
			parcels[i] = append(parcels[i], t)
			continue
		}
		at[t.Parcel] = len(parcels)
		parcels = append(parcels, parcelFiles{t})
	}
	return parcels
}

func (p parcelFiles) name() string  { return p[0].Parcel }
func (p parcelFiles) offered() bool { return isOffer(p[0]) }
func (p parcelFiles) ended() bool   { return p.count(transfer.State.Ended) == len(p) }

// count counts those in a state.
func (p parcelFiles) count(in func(transfer.State) bool) (n int) {
	for _, t := range p {
		if in(t.State) {
			n++
		}
	}
	return n
}

// fileGroup is the card of what is sent to several, over those of each person,
// which are shown when it is opened.
type fileGroup struct {
	card   *widgets.FileCard
	opened bool
	files  parcelFiles
}

// setGroups brings the cards of what went to several up to date, and reports
// whether one has another height.
func (f *filesView) setGroups(parcels []parcelFiles, name func(string) string, everyone int) (grown bool) {
	kept := map[string]*fileGroup{}
	for _, p := range parcels {
		if len(p) == 1 {
			continue
		}
		g := f.groups[p.name()]
		if g == nil {
			g = f.newGroup()
		}
		g.files, kept[p.name()] = p, g
		said := groupOf(p, name, everyone)
		toggle := widgets.FileOpened
		if g.opened {
			toggle = widgets.FileClosed
		}
		said.Tools = append(said.Tools, toggle)
		grown = g.card.Set(said) || grown
	}
	f.groups = kept
	return grown
}

func (f *filesView) newGroup() *fileGroup {
	g := &fileGroup{}
	g.card = newFileRow(widgets.File{}, func(what widgets.FileAct) { f.actOnGroup(g, what) })
	return g
}

// actOnGroup does to each person's transfer what a button of the card is for.
func (f *filesView) actOnGroup(g *fileGroup, what widgets.FileAct) {
	if what == widgets.FileOpened || what == widgets.FileClosed {
		g.opened = what == widgets.FileOpened
		f.acts.again()
		return
	}
	for _, t := range g.files {
		if t.State.Ended() == (what == widgets.FileForget) {
			f.acts.act(t.ID, what, g.card)
		}
	}
}
