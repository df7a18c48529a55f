package call

import (
	"fyne.io/fyne/v2"

	"parley/transfer"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// mostOffers is how many offers lie over the stage at a time, the newest; the
// rest wait in the panel.
const mostOffers = 2

// offerWidth is how wide an offer over the stage is.
const offerWidth float32 = 348

// offerCards are the files that are offered while their panel is closed.
type offerCards struct {
	layer *fyne.Container
	act   func(id transfer.ID, what widgets.FileAct, at fyne.Widget)
	all   []offerCard
	put   map[transfer.ID]bool // aside, to be decided later
}

type offerCard struct {
	id   transfer.ID
	card *widgets.FileCard
}

func newOfferCards(layer *fyne.Container, act func(transfer.ID, widgets.FileAct, fyne.Widget)) *offerCards {
	return &offerCards{layer: layer, act: act, put: map[transfer.ID]bool{}}
}

// set shows the newest offers, but those that are hidden: seen elsewhere.
func (o *offerCards) set(files []transfer.Transfer, hidden func(transfer.ID) bool, name func(string) string) {
	var wanted []transfer.Transfer
	for i := len(files) - 1; i >= 0 && len(wanted) < mostOffers; i-- {
		if t := files[i]; isOffer(t) && !o.put[t.ID] && !hidden(t.ID) {
			wanted = append([]transfer.Transfer{t}, wanted...)
		}
	}
	var all []offerCard
	for _, t := range wanted {
		all = append(all, offerCard{t.ID, o.ensure(t, name(t.Peer))})
	}
	for _, old := range o.all {
		if !containsOffer(all, old.id) {
			o.layer.Remove(old.card)
		}
	}
	o.all = all
}

func containsOffer(all []offerCard, id transfer.ID) bool {
	for _, c := range all {
		if c.id == id {
			return true
		}
	}
	return false
}

func (o *offerCards) ensure(t transfer.Transfer, who string) *widgets.FileCard {
	said := fileOf(t, who)
	said.Tools = tools(widgets.FileLater)
	for _, c := range o.all {
		if c.id == t.ID {
			c.card.Set(said)
			return c.card
		}
	}
	card := widgets.NewFileCard(said, func(what widgets.FileAct, at fyne.Widget) { o.act(t.ID, what, at) })
	card.Edge = true
	o.layer.Add(card)
	return card
}

// later puts an offer aside: it waits in the panel.
func (o *offerCards) later(id transfer.ID) {
	o.put[id] = true
	for i, c := range o.all {
		if c.id == id {
			o.layer.Remove(c.card)
			o.all = append(o.all[:i:i], o.all[i+1:]...)
			return
		}
	}
}

// place stacks the offers above bottom, centred between left and left+width.
// In a low window only the newest is shown, as the people need the room.
func (o *offerCards) place(left, width, bottom float32) {
	half := bottom / 2
	for i := len(o.all) - 1; i >= 0; i-- {
		card := o.all[i].card
		w := min(offerWidth, width-2*theme.SpaceM)
		height := card.HeightFor(w)
		show(card, i == len(o.all)-1 || bottom-height > half)
		put(card, left+(width-w)/2, bottom-height, w, height)
		bottom -= height + theme.SpaceS
	}
}
