package settings

import (
	"fyne.io/fyne/v2"

	"parley/call"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// shortcuts is the page of what the keys do.
type shortcuts struct{ content fyne.CanvasObject }

// shortcut is a key, or several that are held together.
type shortcut struct {
	keys []string
	does string
}

// anywhere, screen, people, inCall and incoming are the keys by where they work.
var (
	anywhere = []shortcut{
		{[]string{"Tab"}, "Go to the next"},
		{[]string{"Shift", "Tab"}, "Go to the one before"},
		{[]string{"Enter"}, "Press what has the focus, as Space does"},
		{[]string{"Ctrl", "K"}, "Find a person, call an address, open a link"},
		{[]string{"Ctrl", "N"}, "New call with a link"},
		{[]string{"Ctrl", ","}, "Open these settings"},
		{[]string{"F1"}, "Show this list"},
		{[]string{"Ctrl", "Q"}, "Quit"},
	}
	screen = []shortcut{
		{[]string{"+"}, "Larger"},
		{[]string{"−"}, "Smaller"},
		{[]string{"0"}, "All of it"},
		{[]string{"1"}, "Pixel by pixel"},
	}
	people = []shortcut{
		{[]string{"Enter"}, "Call"},
		{[]string{"Shift", "Enter"}, "Call without camera"},
	}
	inCall = []shortcut{
		{[]string{"M"}, "Microphone off and on"},
		{[]string{"V"}, "Camera off and on"},
		{[]string{"S"}, "Share your screen, or stop"},
		{[]string{"Space"}, "Talk while muted, as long as you hold it"},
		{[]string{"G"}, "All people, or one large"},
		{[]string{"C"}, "Chat"},
		{[]string{"F"}, "Files"},
		{[]string{"P"}, "People"},
		{[]string{"Ctrl", "V"}, "Send a picture or files that you copied"},
		{[]string{"I"}, "How the connection does"},
		{[]string{"F11"}, "Full screen and back"},
		{[]string{"Esc"}, "Close the panel, leave full screen"},
		{[]string{"Ctrl", "Shift", "L"}, "Leave the call"},
	}
	incoming = []shortcut{
		{[]string{"Enter"}, "Accept"},
		{[]string{"Shift", "Enter"}, "Accept without camera"},
		{[]string{"Esc"}, "Decline"},
	}
)

func newShortcuts() *shortcuts {
	cells := widgets.NewCells(380, fyne.NewSquareSize(theme.SpaceL), 2,
		shortcutCard("Anywhere", anywhere), shortcutCard("In a call", inCall),
		shortcutCard("On a shared screen", screen), shortcutCard("On a person", people), shortcutCard("When somebody calls", incoming))
	return &shortcuts{cells}
}

func shortcutCard(title string, list []shortcut) fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, len(list))
	for i, s := range list {
		caps := make([]fyne.CanvasObject, len(s.keys))
		for j, key := range s.keys {
			caps[j] = widgets.NewKeyCap(key)
		}
		rows[i] = widgets.NewLine(theme.SpaceM, 0,
			widgets.NewLabel(s.does, widgets.Style{Lines: 2}), widgets.NewLine(theme.SpaceXS, -1, caps...))
	}
	return card(title, nil, rows...)
}

func (s *shortcuts) canvasObject() fyne.CanvasObject { return s.content }

func (s *shortcuts) update(*call.Snapshot) {}
