package settings

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"parley/assets"
	"parley/call"
	"parley/call/session"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// recording is the test of the microphone: record oneself for a moment, then
// hear what others will hear.
type recording struct {
	content *widgets.Ground
	do      func(call.Command)
	test    session.MicrophoneTest

	invite   *fyne.Container // before there is a recording
	player   *fyne.Container
	play     *widgets.Button
	wave     *widgets.Wave
	position *widgets.Label
	again    *widgets.Button
}

func newRecording(do func(call.Command)) *recording {
	r := &recording{
		do: do, wave: widgets.NewWave(),
		position: widgets.NewLabel("", widgets.Style{Color: theme.Muted, Whole: true}),
	}
	r.play = widgets.NewIconButton(assets.Play, "Hear the recording", widgets.Primary, r.playOrStop)
	r.play.Radius = canvas.RadiusMaximum
	record := r.newButton("Record")
	r.again = r.newButton("Record again")
	words := widgets.NewLabel("Record yourself and hear what others will hear.", widgets.Style{Color: theme.Muted, Lines: 3})
	r.invite = widgets.NewLine(theme.SpaceM, 0, words, record)
	r.player = widgets.NewLine(theme.SpaceM, 1, r.play, r.wave, r.position, r.again)
	r.player.Hide()
	const margin = 10
	r.content = widgets.NewGround(theme.Sunken, theme.RadiusInner,
		widgets.NewInset(margin, theme.SpaceM, margin, theme.SpaceM, widgets.NewColumn(0, r.invite, r.player)))
	return r
}

func (r *recording) newButton(verb string) *widgets.Button {
	b := widgets.NewButton(verb, "", widgets.Outline, r.recordOrStop)
	b.Height = theme.ControlSmall
	return b
}

func (r *recording) update(test session.MicrophoneTest) {
	r.test = test
	made := test.Length > 0 || test.Step != session.TestStop
	widgets.SetVisible(r.invite, !made)
	widgets.SetVisible(r.player, made)
	r.play.SetEnabled(test.Step != session.TestRecord)
	r.wave.Set(test.Peaks, r.played())
	verb, icon, tip, at, of := "Record again", assets.Play, "Hear the recording", time.Duration(0), test.Length
	switch test.Step {
	case session.TestRecord:
		verb, at, of = "Stop", test.Position, session.MicrophoneTestLength
	case session.TestPlay:
		icon, tip, at = assets.Stop, "Stop", test.Position
	case session.TestStop:
	}
	r.again.Set(verb, "", widgets.Outline)
	r.play.Set("", icon, widgets.Primary)
	r.play.SetTip(tip)
	r.position.SetText(position(at, of))
}

// played is the share of the recording that is behind, all of it while it is
// being made.
func (r *recording) played() float64 {
	switch {
	case r.test.Step == session.TestRecord:
		return 1
	case r.test.Step != session.TestPlay || r.test.Length <= 0:
		return 0
	}
	return min(1, r.test.Position.Seconds()/r.test.Length.Seconds())
}

func (r *recording) playOrStop() { r.step(r.test.Step == session.TestPlay, session.TestPlay) }

func (r *recording) recordOrStop() { r.step(r.test.Step == session.TestRecord, session.TestRecord) }

func (r *recording) step(stop bool, next session.MicrophoneTestStep) {
	if stop {
		next = session.TestStop
	}
	r.do(call.TestMicrophone{Step: next})
}

// position says how far into a recording one is, in minutes and seconds.
func position(at, of time.Duration) string {
	clock := func(d time.Duration) string {
		s := int(d.Round(time.Second).Seconds())
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return clock(at) + " of " + clock(of)
}
