package widgets

import (
	"image"
	"path"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/assets"
	"parley/ui/theme"
)

// typeSide is of the square that says what a file is.
const typeSide float32 = 40

// typeSquare says what a file is: its ending in letters, a folder by its sign,
// a picture as it looks, where that is known.
type typeSquare struct {
	rect    *canvas.Rectangle
	letters *canvas.Text
	sign    *canvas.Image
	look    *canvas.Image
}

func newTypeSquare() *typeSquare {
	s := &typeSquare{
		rect:    &canvas.Rectangle{CornerRadius: theme.RadiusButton},
		letters: &canvas.Text{TextSize: theme.TextCaption, TextStyle: fyne.TextStyle{Bold: true}, Alignment: fyne.TextAlignCenter},
		sign:    newSign(),
		look:    &canvas.Image{FillMode: canvas.ImageFillCover, ScaleMode: canvas.ImageScaleSmooth, CornerRadius: theme.RadiusButton},
	}
	s.look.Hide() // not every painter can draw none
	return s
}

func (s *typeSquare) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{s.rect, s.letters, s.sign, s.look}
}

// show shows a picture instead; nil none.
func (s *typeSquare) show(picture *image.RGBA) {
	SetVisible(s.look, picture != nil)
	if picture != nil && s.look.Image != picture {
		s.look.Image = picture
		s.look.Refresh()
	}
}

// paint shows what f is, in the colours around w.
func (s *typeSquare) paint(w fyne.Widget, f File) {
	name, kind := f.Name, kindOf(f.Name, f.Folder)
	if f.Person {
		name, kind = "", kindOther
	}
	ground, letters := kind.colors()
	s.rect.FillColor = ink(w, ground)
	s.letters.Color = ink(w, letters)
	s.letters.Text = ending(name)
	icon := assets.Icon("")
	switch {
	case f.Person:
		icon = assets.Person
	case f.Folder:
		icon, s.letters.Text = assets.Folder, ""
	case s.letters.Text == "":
		icon = assets.Files
	}
	setSign(s.sign, icon, ink(w, letters))
}

func (s *typeSquare) place(x, y float32) {
	Put(s.rect, x, y, typeSide, typeSide)
	Put(s.look, x, y, typeSide, typeSide)
	putText(s.letters, x, y, typeSide, typeSide)
	inset := (typeSide - theme.IconInline) / 2
	Put(s.sign, x+inset, y+inset, theme.IconInline, theme.IconInline)
}

// mostEnding is how many letters of an ending have room.
const mostEnding = 4

// ending is that of a file's name in capitals, empty when it has none worth
// showing.
func ending(name string) string {
	e := strings.ToUpper(strings.TrimPrefix(path.Ext(name), "."))
	if e == "" || len(e) > mostEnding || len(e)+1 == len(name) || strings.ContainsFunc(e, notPlain) {
		return ""
	}
	return e
}

func notPlain(r rune) bool { return (r < 'A' || r > 'Z') && (r < '0' || r > '9') }

// fileKind is what a file is good for; it only chooses colours.
type fileKind int

const (
	kindOther fileKind = iota
	kindFolder
	kindPaper
	kindData
	kindMedia
	kindArchive
)

// endings are the well-known ones.
var endings = map[string]fileKind{
	"PDF": kindPaper, "DOC": kindPaper, "DOCX": kindPaper, "ODT": kindPaper, "RTF": kindPaper, "PPT": kindPaper, "PPTX": kindPaper, "ODP": kindPaper,
	"CSV": kindData, "XLS": kindData, "XLSX": kindData, "ODS": kindData, "JSON": kindData, "XML": kindData,
	"MOV": kindMedia, "MP4": kindMedia, "MKV": kindMedia, "WEBM": kindMedia, "AVI": kindMedia, "MP3": kindMedia, "FLAC": kindMedia, "OGG": kindMedia, "OPUS": kindMedia, "WAV": kindMedia,
	"PNG": kindMedia, "JPG": kindMedia, "JPEG": kindMedia, "GIF": kindMedia, "WEBP": kindMedia, "SVG": kindMedia, "HEIC": kindMedia,
	"ZIP": kindArchive, "TAR": kindArchive, "GZ": kindArchive, "XZ": kindArchive, "ZST": kindArchive, "7Z": kindArchive, "RAR": kindArchive, "ISO": kindArchive,
}

func kindOf(name string, folder bool) fileKind {
	if folder {
		return kindFolder
	}
	return endings[ending(name)]
}

func (k fileKind) colors() (ground, letters fyne.ThemeColorName) {
	switch k {
	case kindFolder:
		return theme.Tint, theme.Primary
	case kindPaper:
		return theme.ErrorTint, theme.Error
	case kindData:
		return theme.SuccessTint, theme.Success
	case kindMedia:
		return theme.MediaTint, theme.Media
	case kindArchive:
		return theme.WarningTint, theme.Warning
	case kindOther:
	}
	return theme.Button, theme.Text
}
