package theme

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Type sizes in Fyne units. Nothing is smaller than TextCaption.
const (
	TextCaption float32 = 12
	TextBody    float32 = 14
	TextLead    float32 = 16
	TextTitle   float32 = 20
	TextDialog  float32 = 22
	TextPage    float32 = 24
	TextDisplay float32 = 28
)

// Spaces in Fyne units.
const (
	SpaceXS  float32 = 4
	SpaceS   float32 = 8
	SpaceM   float32 = 12
	SpaceL   float32 = 16
	SpaceXL  float32 = 24
	Space2XL float32 = 32
	Space3XL float32 = 48

	PageMargin float32 = 40 // left and right of a page; SpaceXL above
)

// Corner radii in Fyne units. Avatars and pills are round altogether
// (canvas.RadiusMaximum).
const (
	RadiusSmall   float32 = 8  // small button
	RadiusButton  float32 = 10 // button and field
	RadiusInner   float32 = 12 // row, thumbnail, small tile, inner card
	RadiusControl float32 = 13 // control button
	RadiusCard    float32 = 14 // tile, card, panel, toast
	RadiusStage   float32 = 16 // single large tile
	RadiusDialog  float32 = 18
)

// Strokes in Fyne units.
const (
	StrokeEdge     float32 = 1
	StrokeFocus    float32 = 2 // focus and error
	StrokeSpeaking float32 = 3
	StrokeTarget   float32 = 4 // drop target, edge of a shared display
)

// Icon sizes in Fyne units.
const (
	IconBar    float32 = 24
	IconInline float32 = 20
	IconLabel  float32 = 18
	IconSmall  float32 = 16
)

// Heights of controls and their hit area in Fyne units.
const (
	ControlSmall float32 = 32
	Control      float32 = 40 // button, field; also the smallest hit area
	ControlLarge float32 = 48
	Row          float32 = 60
)

// Widths at which the layout changes, in Fyne units.
const (
	Narrow   float32 = 720  // below: one column
	Wide     float32 = 1100 // from here: as drawn
	VeryWide float32 = 1700 // from here: four cards in a row
)

// standardSizes are what Fyne's own widgets ask for.
var standardSizes = map[fyne.ThemeSizeName]float32{
	fynetheme.SizeNamePadding:            4,
	fynetheme.SizeNameInnerPadding:       10,
	fynetheme.SizeNameLineSpacing:        4,
	fynetheme.SizeNameText:               TextBody,
	fynetheme.SizeNameCaptionText:        TextCaption,
	fynetheme.SizeNameSubHeadingText:     TextTitle,
	fynetheme.SizeNameHeadingText:        TextPage,
	fynetheme.SizeNameInlineIcon:         IconInline,
	fynetheme.SizeNameInputBorder:        StrokeEdge,
	fynetheme.SizeNameInputRadius:        RadiusButton,
	fynetheme.SizeNameSelectionRadius:    RadiusButton,
	fynetheme.SizeNameSeparatorThickness: StrokeEdge,
	fynetheme.SizeNameScrollBar:          8,
	fynetheme.SizeNameScrollBarSmall:     4,
	fynetheme.SizeNameScrollBarRadius:    4,
}
