package theme_test

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"parley/assets"
	"parley/call/settings"
	"parley/ui/theme"
)

// Contrast that words need on their ground, and that edges need beside it
// (WCAG 2, success criteria 1.4.3 and 1.4.11).
const (
	words = 4.5
	edges = 3.0
)

var pairs = []struct {
	over, ground fyne.ThemeColorName
	least        float64
}{
	{theme.Text, theme.Background, words},
	{theme.Text, theme.Surface, words},
	{theme.Text, theme.Raised, words},
	{theme.Text, theme.Sunken, words},
	{theme.Text, theme.Button, words},
	{theme.Text, theme.ButtonOnRaised, words},
	{theme.Text, theme.Tint, words},
	{theme.Text, theme.WarningTint, words},
	{theme.Text, theme.ErrorTint, words},
	{theme.Muted, theme.Background, words},
	{theme.Muted, theme.Surface, words},
	{theme.Muted, theme.Raised, words},
	{theme.Muted, theme.Sunken, words},
	{theme.Muted, theme.Tint, words},
	{theme.Placeholder, theme.Field, words},
	{theme.OnPrimary, theme.Primary, words},
	{theme.OnPrimary, theme.PrimaryHover, words},
	{theme.Primary, theme.Background, words},
	{theme.Primary, theme.Surface, words},
	{theme.Primary, theme.Tint, words},
	{theme.OnSuccess, theme.Success, words},
	{theme.Success, theme.Background, words},
	{theme.Success, theme.Surface, words},
	{theme.OnWarning, theme.Warning, words},
	{theme.Warning, theme.Surface, words},
	{theme.Warning, theme.WarningTint, words},
	{theme.OnError, theme.Error, words},
	{theme.Error, theme.Surface, words},
	{theme.Error, theme.Raised, words},
	{theme.Error, theme.Button, words},
	{theme.Error, theme.ErrorTint, words},
	{theme.OnDanger, theme.Danger, words},
	{theme.Success, theme.SuccessTint, words},
	{theme.Media, theme.MediaTint, words},
	{theme.OnSharing, theme.Sharing, words},
	{theme.FieldEdge, theme.Background, edges},
	{theme.FieldEdge, theme.Surface, edges},
	{theme.Busy, theme.Surface, edges},
}

var variants = map[string]fyne.ThemeVariant{
	"light": fynetheme.VariantLight,
	"dark":  fynetheme.VariantDark,
}

func TestContrast(t *testing.T) {
	for name, variant := range variants {
		for _, p := range pairs {
			got := contrast(theme.Color(p.over, variant), theme.Color(p.ground, variant))
			if got < p.least {
				t.Errorf("%s: %s on %s has %.2f, needs %.1f", name, p.over, p.ground, got, p.least)
			}
		}
	}
}

// TestContrastOverVideo lays the label's ground over the whitest picture.
func TestContrastOverVideo(t *testing.T) {
	ground := over(theme.Color(theme.VideoLabel, fynetheme.VariantDark), color.White)
	for _, name := range []fyne.ThemeColorName{theme.OnVideoLabel, theme.Primary, theme.Warning, theme.Error} {
		if got := contrast(theme.Color(name, fynetheme.VariantDark), ground); got < words {
			t.Errorf("%s over video has %.2f", name, got)
		}
	}
}

func TestContrastOfInitials(t *testing.T) {
	seen := map[string]bool{}
	for i := range 200 {
		ground, letters := theme.Avatar(fmt.Sprint("key", i))
		seen[assets.Hex(ground)] = true
		if got := contrast(letters, ground); got < 6 {
			t.Errorf("letters on %s have %.2f", assets.Hex(ground), got)
		}
	}
	if len(seen) != 8 {
		t.Errorf("%d of 8 grounds in use", len(seen))
	}
}

func TestChoiceDecidesTheVariant(t *testing.T) {
	light, dark := fynetheme.VariantLight, fynetheme.VariantDark
	for _, c := range []struct {
		choice      settings.Theme
		given, want fyne.ThemeVariant
	}{
		{settings.System, light, light},
		{settings.System, dark, dark},
		{settings.Light, dark, light},
		{settings.Dark, light, dark},
	} {
		got := theme.New(c.choice).Color(theme.Background, c.given)
		if want := theme.Color(theme.Background, c.want); got != want {
			t.Errorf("%s with variant %d: %v, want %v", c.choice, c.given, got, want)
		}
	}
	if theme.Call().Color(theme.Text, light) != theme.Color(theme.Text, dark) {
		t.Error("the call is not dark")
	}
}

func TestThemeAnswersForFyne(t *testing.T) {
	th := theme.New(settings.System)
	if th.Size(fynetheme.SizeNameText) != theme.TextBody || th.Size(fynetheme.SizeNameWindowButtonIcon) == 0 {
		t.Error("sizes are missing")
	}
	for _, name := range []fyne.ThemeIconName{fynetheme.IconNameCancel, fynetheme.IconNameHome} {
		if th.Icon(name) == nil {
			t.Errorf("no icon %s", name)
		}
	}
	if th.Font(fyne.TextStyle{Bold: true}) == th.Font(fyne.TextStyle{}) {
		t.Error("bold is not bold")
	}
}

// contrast is WCAG's contrast ratio, 1 to 21.
func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is WCAG's relative luminance, 0 to 1.
func luminance(c color.Color) float64 {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	return 0.2126*linear(n.R) + 0.7152*linear(n.G) + 0.0722*linear(n.B)
}

func linear(v uint8) float64 {
	x := float64(v) / 255
	if x <= 0.04045 {
		return x / 12.92
	}
	return math.Pow((x+0.055)/1.055, 2.4)
}

// over returns the colour of top laid over an opaque ground.
func over(top, ground color.Color) color.Color {
	t := color.NRGBAModel.Convert(top).(color.NRGBA)
	g := color.NRGBAModel.Convert(ground).(color.NRGBA)
	mix := func(a, b uint8) uint8 {
		return uint8((int(a)*int(t.A) + int(b)*(255-int(t.A))) / 255)
	}
	return color.NRGBA{R: mix(t.R, g.R), G: mix(t.G, g.G), B: mix(t.B, g.B), A: 255}
}
