//go:build linux

package call

import (
	"testing"

	"fyne.io/fyne/v2"
)

// A verdict of more lines pushes down what stands below it.
func TestVerdictHasRoom(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	r.view.Apply(twoPeople(), noon)
	r.view.toggleConnection()
	short := r.view.panel.card.Size().Height
	measured(0)(r.view)
	card := r.view.panel.card
	if need := card.MinSize().Height; card.Size().Height < need || need <= short {
		t.Errorf("the card is %.0f high and needs %.0f; before %.0f", card.Size().Height, need, short)
	}
}
