// Package theme is Parley's look: its colours, sizes, signs and type, light
// and dark. Widgets ask for colours by name through Fyne's theme, so that the
// call stays dark while the rest of the app follows the person's choice.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"parley/assets"
	"parley/call/settings"
)

// New returns the theme for what the person chose. With settings.System it
// follows the variant that Fyne finds.
func New(choice settings.Theme) fyne.Theme { return parley{choice} }

// Call returns the theme of the call, which is dark always: pictures look
// best so. Use it in a container.ThemeOverride.
func Call() fyne.Theme { return New(settings.Dark) }

// Color returns a colour of the palette by name, or Fyne's own for a name
// that the palette does not have.
func Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	t, known := palette[name]
	switch {
	case !known:
		return fynetheme.DefaultTheme().Color(name, variant)
	case variant == fynetheme.VariantLight:
		return t.light
	default:
		return t.dark
	}
}

// Icon returns an icon in a colour, as Fyne draws it.
func Icon(icon assets.Icon, c color.Color) fyne.Resource {
	return fyne.NewStaticResource(string(icon)+assets.Hex(c)+".svg", icon.Filled(c))
}

type parley struct{ choice settings.Theme }

// Color implements fyne.Theme.
func (p parley) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch p.choice {
	case settings.Light:
		variant = fynetheme.VariantLight
	case settings.Dark:
		variant = fynetheme.VariantDark
	case settings.System:
	}
	return Color(name, variant)
}

// Font implements fyne.Theme: Fyne's own font is Noto Sans.
func (p parley) Font(style fyne.TextStyle) fyne.Resource {
	return fynetheme.DefaultTheme().Font(style)
}

// Icon implements fyne.Theme for the signs inside Fyne's own widgets.
func (p parley) Icon(name fyne.ThemeIconName) fyne.Resource {
	if icon, ok := standardIcons[name]; ok {
		return fynetheme.NewThemedResource(fyne.NewStaticResource(string(icon)+".svg", icon.SVG()))
	}
	return fynetheme.DefaultTheme().Icon(name)
}

// Size implements fyne.Theme.
func (p parley) Size(name fyne.ThemeSizeName) float32 {
	if size, ok := standardSizes[name]; ok {
		return size
	}
	return fynetheme.DefaultTheme().Size(name)
}

// standardIcons are ours where a standard widget shows a sign.
var standardIcons = map[fyne.ThemeIconName]assets.Icon{
	fynetheme.IconNameCancel:        assets.Close,
	fynetheme.IconNameConfirm:       assets.Check,
	fynetheme.IconNameSearch:        assets.Search,
	fynetheme.IconNameSettings:      assets.Settings,
	fynetheme.IconNameContentCopy:   assets.Copy,
	fynetheme.IconNameArrowDropDown: assets.ChevronDown,
	fynetheme.IconNameArrowDropUp:   assets.ChevronUp,
	fynetheme.IconNameInfo:          assets.Info,
	fynetheme.IconNameWarning:       assets.Alert,
	fynetheme.IconNameError:         assets.Alert,
}
