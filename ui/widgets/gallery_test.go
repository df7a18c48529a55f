package widgets_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"parley/assets"
	"parley/call/settings"
	"parley/ui/theme"
	"parley/ui/widgets"
	"parley/ui/widgets/widgettest"
)

// TestGallery draws every part in both looks, and finds one that panics.
func TestGallery(t *testing.T) {
	for _, look := range []settings.Theme{settings.Light, settings.Dark} {
		t.Run(string(look), func(t *testing.T) {
			w := widgettest.NewWindow(t, look, fyne.NewSize(900, 1140), gallery)
			widgettest.Draw(t, w, "widgets-"+string(look))
		})
	}
}

func nothing() {}

func gallery() fyne.CanvasObject {
	rows := widgets.NewColumn(theme.SpaceL,
		widgets.NewLabel("Display", widgets.Style{Size: theme.TextDisplay, Bold: true}),
		galleryButtons(), galleryIcons(), galleryTrust(), galleryInputs(), galleryPeople(), galleryWords(), galleryCall())
	return widgets.NewGround(theme.Background, 0, widgets.NewInset(32, 32, 32, 32, rows))
}

func galleryButtons() fyne.CanvasObject {
	off := widgets.NewButton("Disabled", "", widgets.Primary, nothing)
	off.SetEnabled(false)
	focused := widgets.NewButton("Focus", "", widgets.Primary, nothing)
	focused.FocusGained()
	hovered := widgets.NewButton("Hover", "", widgets.Standard, nothing)
	hovered.MouseIn(nil)
	large := widgets.NewButton("Call", assets.Camera, widgets.Primary, nothing)
	large.Height = theme.ControlLarge
	return widgets.NewLine(theme.SpaceM, -1,
		widgets.NewButton("Call", "", widgets.Primary, nothing), focused, off,
		widgets.NewButton("Later", "", widgets.Standard, nothing), hovered,
		widgets.NewButton("Quiet", "", widgets.Quiet, nothing),
		widgets.NewButton("Leave", assets.Leave, widgets.Danger, nothing),
		widgets.NewButton("Remove", "", widgets.Risky, nothing), large)
}

func galleryIcons() fyne.CanvasObject {
	away := widgets.NewAvatar("Greta Holm", "k2", 40)
	away.Set("Greta Holm", "k2", widgets.Away)
	online := widgets.NewAvatar("Amal Benali", "k1", 52)
	online.Set("Amal Benali", "k1", widgets.Online)
	small := widgets.NewButton("Try again", "", widgets.Outline, nothing)
	small.Height = theme.ControlSmall
	return widgets.NewLine(theme.SpaceM, -1,
		widgets.NewIconButton(assets.Copy, "Copy", widgets.Standard, nothing),
		widgets.NewIconButton(assets.Settings, "Settings", widgets.Plain, nothing), small,
		away, online, widgets.NewAvatar("Mara Lindqvist", "k3", 104), widgets.NewMark())
}

func galleryTrust() fyne.CanvasObject {
	return widgets.NewLine(theme.SpaceS, -1,
		widgets.NewPill(widgets.Verified), widgets.NewPill(widgets.NotVerified),
		widgets.NewPill(widgets.NewToYou), widgets.NewPill(widgets.KeyChanged))
}

func galleryInputs() fyne.CanvasObject {
	level := widgets.NewLevel(8)
	choice := widgets.NewChoice(assets.Microphone, func(string) {})
	choice.Set([]widgets.Option{{ID: "a", Text: "Yeti Nano"}}, "a")
	on := widgets.NewSwitch("Remove echo", "So that others do not hear themselves", func(bool) {})
	on.SetOn(true)
	slider := widgets.NewSlider(assets.Speaker, 1, func(float64) {})
	slider.SetValue(0.72)
	wrong := widgets.NewField("Your name")
	wrong.SetText("192.168.1")
	wrong.SetProblem("Add the last number.")
	search := widgets.NewSearch("Find a person, or paste an address", assets.Search, "Ctrl K")
	left := widgets.NewColumn(theme.SpaceM, choice, slider, on, widgets.NewFixed(100, 10, level))
	right := widgets.NewColumn(theme.SpaceM, widgets.NewField("Your name"), wrong, search)
	return container.NewGridWithColumns(2, left, right)
}

func galleryPeople() fyne.CanvasObject {
	acts := widgets.PersonActs{Call: nothing, Voice: nothing, More: func(fyne.Widget) {}}
	mara := widgets.Person{Key: "a", Name: "Mara Lindqvist", Line: "Mara’s laptop", Presence: widgets.Online, Verified: true, Aside: "Yesterday, 51 min"}
	greta := widgets.Person{Key: "b", Name: "Greta Holm", Line: "You missed a call", Alert: true, Presence: widgets.Away, Aside: "Today 11:40"}
	long := widgets.Person{Key: "c", Name: "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff", Line: "a computer with a name that takes no end", Presence: widgets.Online, Verified: true}
	near := widgets.NewPersonCard(mara, acts)
	near.FocusGained()
	open := widgets.NewPersonRow(mara, acts)
	open.FocusGained()
	cards := widgets.NewCells(widgets.PersonCardWidth, fyne.NewSquareSize(theme.SpaceL), 3, near, widgets.NewPersonCard(long, acts))
	list := widgets.NewCard(widgets.NewInset(6, 6, 6, 6, widgets.NewColumn(0, open, widgets.NewPersonRow(greta, acts))))
	return widgets.NewColumn(theme.SpaceM, cards, list)
}

func galleryWords() fyne.CanvasObject {
	problem := widgets.NewStrip()
	problem.Set(widgets.ToneProblem, "Tomás did not answer. Call again, or send a message.", "Call again", nothing, nothing)
	warning := widgets.NewStrip()
	warning.Set(widgets.ToneWarning, "The “Integrated Camera” is used by another program. Close that program, then try again.", "Try again", nothing, nil)
	toast := widgets.NewToast(widgets.ToneWarning, "", "The headphones were unplugged. You hear through the speakers.", "Change", false, nothing)
	return widgets.NewColumn(theme.SpaceM, problem, warning, toast)
}

func galleryCall() fyne.CanvasObject {
	muted := widgets.NewControl(assets.MicrophoneOff, "Unmute", "", nothing, nothing)
	muted.Set(assets.MicrophoneOff, "Unmute", widgets.ControlOff)
	camera := widgets.NewControl(assets.Camera, "Camera", "", nothing, nothing)
	chat := widgets.NewControl(assets.Chat, "Chat", "", nothing, nil)
	chat.SetCount(2)
	leave := widgets.NewControl(assets.Leave, "Leave", "", nothing, nil)
	leave.Set(assets.Leave, "Leave", widgets.ControlDanger)
	graph := widgets.NewGraph("Delay, there and back", "ms", 50, theme.Primary)
	for i := range 50 {
		graph.Add(float64(20+i%7), "24")
	}
	bar := widgets.NewLine(theme.SpaceL, 4, muted, camera, chat, leave, graph)
	return container.NewThemeOverride(widgets.NewGround(theme.Stage, 0, widgets.NewInset(16, 16, 8, 16, bar)), theme.Call())
}
