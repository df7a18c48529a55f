package picker

import (
	"slices"

	"fyne.io/fyne/v2"
)

// next is where an arrow key leads from a card: left and right through all,
// up and down to the card above or below, over the border of the groups, too.
// It stays where there is nothing more.
func next(displays, windows []string, perRow int, from string, key fyne.KeyName) string {
	all := append(slices.Clone(displays), windows...)
	i := slices.Index(all, from)
	if i < 0 {
		return from
	}
	rows := slices.Collect(slices.Chunk(displays, perRow))
	rows = slices.AppendSeq(rows, slices.Chunk(windows, perRow))
	switch key {
	case fyne.KeyLeft:
		return all[max(0, i-1)]
	case fyne.KeyRight:
		return all[min(len(all)-1, i+1)]
	case fyne.KeyHome:
		return all[0]
	case fyne.KeyEnd:
		return all[len(all)-1]
	case fyne.KeyUp:
		return above(rows, from, -1)
	case fyne.KeyDown:
		return above(rows, from, 1)
	}
	return from
}

// above is the card in the row before, by -1, or after, by 1.
func above(rows [][]string, from string, by int) string {
	for i, row := range rows {
		column := slices.Index(row, from)
		if column < 0 {
			continue
		}
		if i+by < 0 || i+by >= len(rows) {
			return from
		}
		to := rows[i+by]
		return to[min(column, len(to)-1)]
	}
	return from
}
