package picker

import (
	"cmp"
	"fmt"
	"time"

	"parley/assets"
	"parley/call/session"
	"parley/ui/widgets"
)

// mode is a choice of how to share, with what it is for.
type mode struct {
	id          session.ShareMode
	name, about string
	icon        assets.Icon
}

var modes = [...]mode{
	{session.ShareAuto, "Auto", "Sharp while it stands still, smooth while it moves.", assets.Auto},
	{session.ShareText, "Text", "Sharp letters first, up to 15 pictures a second. For code and slides.", assets.Text},
	{session.ShareMotion, "Motion", "Smooth movement first, up to 1080p. For films and games.", assets.Motion},
}

func modeOptions() []widgets.Option {
	options := make([]widgets.Option, len(modes))
	for i, m := range modes {
		options[i] = widgets.Option{ID: string(m.id), Text: m.name, Icon: m.icon}
	}
	return options
}

func aboutMode(id string) string {
	for _, m := range modes {
		if string(m.id) == id {
			return m.about
		}
	}
	return ""
}

// titleOf is the name of a source: windows may have none.
func titleOf(s session.ShareSource) string {
	return cmp.Or(s.Title, s.App, "A window without a name")
}

// asideOf is what else tells sources apart: the size of a display, and what
// program a window belongs to.
func asideOf(s session.ShareSource) string {
	if s.Display {
		return fmt.Sprintf("%d×%d", s.Width, s.Height)
	}
	if s.Title == "" {
		return ""
	}
	return s.App
}

// longest is how many letters of a name the button for it shows.
const longest = 24

// verb is what the main button says.
func verb(s *session.ShareSource) string {
	if s == nil {
		return "Share"
	}
	name := []rune(titleOf(*s))
	if len(name) > longest {
		name = append(name[:longest-1:longest-1], '…')
	}
	return "Share " + string(name)
}

// patience is how long listing may take before something must be wrong.
const patience = 5 * time.Second

// waiting is what stands there while there is nothing to choose. why is the
// reason if the studio told one.
func waiting(why string, waited time.Duration) string {
	switch {
	case why != "":
		return why
	case waited < patience:
		return "Looking for displays and windows …"
	}
	return "There is nothing here that Parley could share. Open the window that you want to show."
}
