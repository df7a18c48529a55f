package ui

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"

	fynetheme "fyne.io/fyne/v2/theme"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"parley/call/media/frame"
	"parley/call/media/video"
)

// The page's colours.
var (
	paper   = color.RGBA{0x10, 0x1a, 0x21, 0xff}
	margin  = color.RGBA{0x0c, 0x13, 0x19, 0xff}
	letters = color.RGBA{0xe9, 0xf0, 0xee, 0xff}
	faint   = color.RGBA{0x5f, 0x6c, 0x68, 0xff}
	bright  = color.RGBA{0x8a, 0xb4, 0xff, 0xff}
)

// source is what a person would share: code.
const source = `// Send encodes once, however many people receive.
func (p *Pipeline) Send(ctx context.Context) error {
	for {
		frame, ok := p.mailbox.Take(ctx)
		if !ok {
			return ctx.Err()
		}
		layer := p.adapt.Layer(p.target.Load())
		packets, err := p.encoder.Encode(frame, layer)
		frame.Release()
		if err != nil {
			return fmt.Errorf("encode camera: %w", err)
		}
		for _, peer := range p.peers.Snapshot() {
			peer.queue.Offer(packets) // drops to the next key frame
		}
	}
}`

// paintPage draws an editor with code, as a screen of a size shows it.
func paintPage(width, height int, title string) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(img, img.Rect, image.NewUniform(paper), image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(0, 0, width, 52), image.NewUniform(margin), image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(0, 0, width/7, height), image.NewUniform(margin), image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(width/7, 0, width/7+260, 3), image.NewUniform(bright), image.Point{}, draw.Src)
	large, small := face(18), face(15)
	write(img, large, letters, width/7+24, 33, title)
	lines := strings.Split(strings.ReplaceAll(source, "\t", "    "), "\n")
	for y, n := 92, 41; y < height-20; y, n = y+27, n+1 {
		write(img, small, faint, width/7+20, y, fmt.Sprint(n))
		ink := letters
		text := lines[(n-41)%len(lines)]
		if strings.HasPrefix(text, "//") {
			ink = faint
		}
		write(img, large, ink, width/7+72, y, text)
	}
	for i, name := range []string{"call", "  media", "    adapt.go", "    pipeline.go", "  session", "devices", "transfer", "ui"} {
		write(img, small, letters, 20, 92+27*i, name)
	}
	return img
}

func face(size float64) font.Face {
	f, err := opentype.Parse(fynetheme.DefaultTextMonospaceFont().Content())
	if err != nil {
		panic(err)
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		panic(err)
	}
	return face
}

func write(img draw.Image, face font.Face, ink color.Color, x, y int, text string) {
	d := font.Drawer{Dst: img, Src: image.NewUniform(ink), Face: face, Dot: fixed.P(x, y)}
	d.DrawString(text)
}

// asVideo is a picture as a call carries it.
func asVideo(img *image.RGBA) *frame.Video {
	v, err := video.Decode(new(frame.VideoPool), video.Raw{
		Format: video.RGBA, Width: img.Rect.Dx(), Height: img.Rect.Dy(), Data: img.Pix,
	})
	if err != nil {
		panic(err)
	}
	return v
}

// small is a thumbnail of a picture.
func small(img *image.RGBA) *image.RGBA {
	const width = 320
	height := img.Rect.Dy() * width / img.Rect.Dx()
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	video.ToRGBA(out, asVideo(img))
	return out
}
