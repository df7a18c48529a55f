package ui

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"time"

	"parley/call"
	"parley/call/media/frame"
	"parley/call/session"
	"parley/call/stats"
)

// screens are what the people in the fake call share.
type screens struct {
	feeds [3]frame.Feed // the last has no picture yet
	pages [2]*image.RGBA
}

func newScreens() *screens {
	s := &screens{}
	s.pages[0], s.pages[1] = paintPage(1920, 1080, "pipeline.go"), paintPage(1000, 1300, "minutes.txt")
	return s
}

// film sends the pages again and again, as a call keeps a still screen alive.
func (s *screens) film(ended <-chan struct{}) {
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		for i, p := range s.pages {
			s.feeds[i].Put(asVideo(p))
		}
		select {
		case <-tick.C:
		case <-ended:
			return
		}
	}
}

// names are those of the people in the fake call, with one that takes no end.
var names = []string{"Ines Okafor", "Tomás Rivera", "Amal Benali"}

const endless = "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff the Elder"

// share makes the fake call one in which a screen is shared, as a line says:
// "screens" or "long names", and who shares.
func (c *fake) share(s *call.Snapshot, line string) {
	what, who, _ := strings.Cut(line, ":")
	c.begin(s)
	s.Call.Connected = time.Now().Add(-31*time.Minute - 6*time.Second)
	s.Call.Pair = stats.Host
	s.Call.Participants = nil
	for i, name := range names {
		if what == "long names" {
			name = endless
		}
		p := c.person(fmt.Sprint("p", i+1), name)
		p.Media.Camera = i != 2
		if strings.Contains(who, fmt.Sprint(i)) {
			p.Media.Screen, p.Tracks.Screen = true, &c.screens.feeds[i]
			s.Call.Stats = append(s.Call.Stats, stats.Track{
				Participant: p.ID, Track: stats.Screen, Direction: stats.Receive, FPS: 15, Codec: "AV1", Bitrate: 800_000,
			})
		}
		s.Call.Stats = append(s.Call.Stats, stats.Track{Participant: p.ID, Track: stats.Screen, Direction: stats.Send})
		s.Call.Participants = append(s.Call.Participants, call.Participant{Participant: p, Contact: call.Contact{Person: p.Person, Trust: call.Verified, Volume: 1}})
	}
}

func (c *fake) person(id, name string) session.Participant {
	p := session.Participant{ID: id, Person: session.Person{Key: id, Name: name}, Media: session.Media{Microphone: true, Camera: true}}
	p.Tracks = session.Tracks{Camera: c.far, Level: new(frame.Gauge), Quality: new(frame.Gauge), Shown: c.count}
	p.Tracks.Quality.Set(3)
	return p
}

// sources is what the fake computer could share.
func (c *fake) sources(windows int) []session.ShareSource {
	desk := paintDesktop()
	all := []session.ShareSource{
		{ID: "display:0", Title: "Display 1", Display: true, Current: true, Width: 1920, Height: 1080, Thumbnail: small(desk)},
	}
	titles := []string{"pipeline.go", "Budget 2027", "Minutes, page 2", endless + " – the second volume of his letters", "", "Calculator", "Mail"}
	apps := []string{"Editor", "Sheets", "Writer", "A reader with a long name", "Terminal", "", "Mail"}
	for i := range windows {
		s := session.ShareSource{ID: fmt.Sprint("window:", 100+i), Title: titles[i%len(titles)], App: apps[i%len(apps)], Width: 800, Height: 600}
		if i%len(titles) != 5 {
			s.Thumbnail = small(paintPage(700+60*(i%7), 900-100*(i%5), s.Title))
		}
		all = append(all, s)
	}
	return all
}

// paintDesktop draws a display with two windows on it.
func paintDesktop() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 1920, 1080))
	for y := range 1080 {
		c := color.RGBA{uint8(0xe0 - y/9), uint8(0xb0 - y/14), uint8(0x90 - y/30), 0xff}
		draw.Draw(img, image.Rect(0, y, 1920, y+1), image.NewUniform(c), image.Point{}, draw.Src)
	}
	draw.Draw(img, image.Rect(140, 120, 1040, 800), paintPage(900, 680, "pipeline.go"), image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(1130, 220, 1780, 700), image.NewUniform(color.RGBA{0xf5, 0xf7, 0xf6, 0xff}), image.Point{}, draw.Src)
	return img
}

// obeySharing does what a command about sharing says.
func (c *fake) obeySharing(s *call.Snapshot, cmd call.Command) {
	switch cmd := cmd.(type) {
	case call.Browse:
		s.Sharing.Sources = nil
		if cmd.On {
			s.Sharing.Sources = c.offered
		}
	case call.Share:
		s.Sharing.ShareStatus = session.ShareStatus{On: true, Mode: cmd.Mode}
		for _, x := range c.offered {
			if x.ID == cmd.Source {
				s.Sharing.Source = x
			}
		}
	case call.StopSharing:
		s.Sharing.ShareStatus = session.ShareStatus{}
	}
}

// happenSharing is what may happen about sharing.
func (c *fake) happenSharing(s *call.Snapshot, what string) {
	switch {
	case strings.HasPrefix(what, "screens"), strings.HasPrefix(what, "long names"):
		c.share(s, what)
	case what == "offer 8":
		c.offered = c.sources(7)
	case what == "offer 31":
		c.offered = c.sources(30)
	case what == "offer none":
		c.offered = nil
	case what == "closed":
		s.Sharing.ShareStatus = session.ShareStatus{Text: "The window “pipeline.go” was closed, so nobody sees it any more.", Hint: "Share another one if you like."}
	case what == "away":
		s.State = call.Reconnecting
	case what == "still":
		stats := append([]stats.Track(nil), s.Call.Stats...)
		for i := range stats {
			stats[i].FPS, stats[i].Bitrate = 0, 2_000
		}
		still := *s.Call // the window has the one before
		still.Stats = stats
		s.Call = &still
	}
}
