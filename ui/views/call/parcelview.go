package call

import (
	"image"
	"path/filepath"

	"fyne.io/fyne/v2"

	"parley/ui/theme"
	"parley/ui/widgets"
)

// The room that is kept in a window for the question, in Fyne units.
const (
	mostShown            = 3   // of what is sent, by name
	aroundCard   float32 = 244 // what the question needs without files and people
	parcelCard   float32 = 72
	pickRow      float32 = 60
	mostPicks            = 3   // rows of people, then they scroll
	mostPicture  float32 = 240 // of a picture that is sent alone
	leastPicture float32 = 80
)

// pictureBound is how large pictures are kept, in pixels: as large as a picture
// that is sent alone is shown on a screen of twice the usual density.
var pictureBound = image.Pt(864, 480)

// contents lists the first files, with a picture that is sent alone above, and
// how much it is. room is the height for that.
func (p *parcel) contents(room float32) []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	if height := min(mostPicture, room-parcelCard); len(p.paths) == 1 && isPicture(p.paths[0]) && height >= leastPicture {
		p.picture = widgets.NewPicture(height)
		rows = append(rows, p.picture)
	}
	for _, path := range p.paths[:p.shown] {
		card := widgets.NewFileCard(widgets.File{Name: filepath.Base(path), Line: "Counting"}, func(widgets.FileAct, fyne.Widget) {})
		p.cards = append(p.cards, card)
		rows = append(rows, card)
	}
	p.sum = widgets.NewLabel("Counting", widgets.Style{Color: theme.Muted, Lines: 2})
	p.show()
	if p.picture != nil {
		return rows // the card says it all
	}
	return append(rows, p.sum)
}

// show brings what was counted and looked at up to date.
func (p *parcel) show() {
	c := p.tally.now()
	p.sum.SetText(c.sentence(p.shown, len(p.paths)))
	for i, card := range p.cards {
		f := card.File()
		if i < len(c.items) {
			f.Folder, f.Line = c.items[i].folder, c.items[i].line()
		}
		if p.picture == nil {
			f.Picture = p.glance.at(i)
		}
		card.Set(f)
	}
	if p.picture != nil {
		p.picture.Set(p.glance.at(0))
	}
}
