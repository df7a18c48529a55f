package home

import (
	"strings"

	"fyne.io/fyne/v2"

	"parley/assets"
	"parley/call/session"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// deviceRow says what is in use and how it does.
type deviceRow struct {
	content *fyne.Container
	icon    assets.Icon
	sign    *widgets.Sign
	title   *widgets.Label
	line    *widgets.Label
}

// newDeviceRow returns an empty row; button may be nil.
func newDeviceRow(icon assets.Icon, button fyne.CanvasObject) *deviceRow {
	r := &deviceRow{
		icon: icon, sign: widgets.NewSign(icon, theme.Muted, theme.IconInline),
		title: widgets.NewLabel("", widgets.Style{}),
		line:  widgets.NewLabel("", widgets.Style{Size: theme.TextCaption, Color: theme.Muted, Lines: 4}),
	}
	objects := []fyne.CanvasObject{r.sign, widgets.NewColumn(0, r.title, r.line)}
	if button != nil {
		objects = append(objects, button)
	}
	r.content = widgets.NewLine(theme.SpaceM, 1, objects...)
	return r
}

// update shows a device by name, or none, with a line for when all is well.
func (r *deviceRow) update(status session.DeviceStatus, name, none, well string) {
	if name == "" {
		name = none
	}
	if status.Text != "" {
		r.set(name, strings.TrimSpace(status.Text+" "+status.Hint), true)
		return
	}
	r.set(name, well, false)
}

func (r *deviceRow) set(title, line string, alert bool) {
	r.title.SetText(title)
	color, icon, sign := theme.Muted, r.icon, theme.Muted
	if alert {
		color, icon, sign = theme.Error, assets.Alert, theme.Error
	}
	r.line.Set(line, color)
	widgets.SetVisible(r.line, line != "")
	r.sign.Set(icon, sign)
}
