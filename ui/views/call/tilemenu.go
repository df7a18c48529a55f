package call

import (
	"parley/assets"
	"parley/ui/widgets"
)

// aboutPerson is what can be done about somebody in the call, by key.
func (v *View) aboutPerson(key string) []widgets.MenuItem {
	return []widgets.MenuItem{
		{Text: "Compare words", Icon: assets.Shield, Act: func() { v.compareWords(key) }},
	}
}
