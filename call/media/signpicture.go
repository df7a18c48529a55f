package media

import (
	"image"
	"image/color"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"

	"parley/call/annotation"
	"parley/call/annotation/paint"
)

// Colours and measures of the badge, in pixels.
var (
	signColor = color.RGBA{0xff, 0xb2, 0x7a, 0xff}
	signInk   = color.RGBA{0x06, 0x21, 0x1f, 0xff}
	signPale  = color.RGBA{0xf0, 0x9c, 0x60, 0xff} // the ground of the lesser buttons
	signSize  = image.Pt(600, 48)
)

const (
	signEdge         = 4
	signRadius       = 12
	signButtonRadius = 9
	signText         = 14 // pixels high
	signName         = 13
	signBaseline     = 29
	signMargin       = 18
)

// signButton is a place on the badge that can be clicked.
type signButton int

const (
	signNothing signButton = iota
	signDraw
	signPause
	signStop
)

// signButtons are where they stand.
var signButtons = map[signButton]image.Rectangle{
	signDraw:  image.Rect(304, 7, 374, 41),
	signPause: image.Rect(382, 7, 462, 41),
	signStop:  image.Rect(470, 7, 593, 41),
}

// signButtonAt is the button at a point of the badge.
func signButtonAt(at image.Point) signButton {
	for b, r := range signButtons {
		if at.In(r) {
			return b
		}
	}
	return signNothing
}

// signState is what the badge says.
type signState struct {
	title           string // of what is shared
	drawing, paused bool
}

func (s signState) words() string {
	if s.paused {
		return "Paused: " + s.title
	}
	return "You share " + s.title
}

// label is what stands on a button, which says what a click does.
func (s signState) label(b signButton) string {
	switch b {
	case signDraw:
		if s.drawing {
			return "Done"
		}
		return "Draw"
	case signPause:
		if s.paused {
			return "Resume"
		}
		return "Pause"
	case signStop:
		return "Stop sharing"
	case signNothing:
	}
	return ""
}

// picture paints the badge: a sentence and the buttons.
func (s signState) picture() (*image.RGBA, error) {
	face, err := paint.NewFace(gobold.TTF, signText)
	if err != nil {
		return nil, err
	}
	defer face.Close()
	m := image.NewRGBA(image.Rectangle{Max: signSize})
	roundRect(m, m.Rect, signRadius, signColor)
	room := signButtons[signDraw].Min.X - 2*signMargin
	paint.Write(m, face, signInk, paint.Shorten(face, s.words(), room), signMargin, signBaseline)
	for _, b := range []signButton{signDraw, signPause, signStop} {
		s.button(m, face, b)
	}
	return m, nil
}

// button paints one button; Stop sharing, and what is on, stand out.
func (s signState) button(m *image.RGBA, face font.Face, b signButton) {
	ground, ink := signPale, signInk
	if b == signStop || b == signDraw && s.drawing || b == signPause && s.paused {
		ground, ink = signInk, color.RGBA{0xff, 0xff, 0xff, 0xff}
	}
	r, label := signButtons[b], s.label(b)
	roundRect(m, r, signButtonRadius, ground)
	paint.Write(m, face, ink, label, r.Min.X+(r.Dx()-paint.Width(face, label))/2, signBaseline)
}

func roundRect(m *image.RGBA, r image.Rectangle, radius float32, c color.Color) {
	s := paint.NewShape(m.Rect)
	s.Rounded(float32(r.Min.X), float32(r.Min.Y), float32(r.Max.X), float32(r.Max.Y), radius)
	s.Fill(m, c)
}

// signPen draws what people point at and draw on what is shared. Windows here
// cannot be seen through, so it fades at once.
func signPen() (annotation.Pen, error) {
	face, err := paint.NewFace(gobold.TTF, signName)
	return annotation.Pen{Face: face, Color: signColor, Ink: signInk, Scale: 1, Solid: true}, err
}
