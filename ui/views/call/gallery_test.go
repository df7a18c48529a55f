//go:build linux

package call

import (
	"bufio"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	core "parley/call"
	"parley/call/session"
	choices "parley/call/settings"
	"parley/call/stats"
	"parley/ui/bridge"
	"parley/ui/theme"
	"parley/ui/uitest"
	"parley/ui/widgets"
	"parley/ui/widgets/widgettest"
)

// sceneVariable names the scene that the test binary shows in a real window
// instead of running tests.
const sceneVariable = "PARLEY_CALL_SCENE"

// scene is a page to look at.
type scene struct {
	name     string
	size     fyne.Size
	snapshot func() *core.Snapshot
	acts     []func(v *View) // one after the other, each once the last is drawn
}

func scenes() []scene {
	large, small := fyne.NewSize(1280, 800), fyne.NewSize(640, 480)
	chat, files := (*View).toggleChat, (*View).toggleFiles
	folder := os.Getenv("PARLEY_CALL_FOLDER")
	drop := func(v *View) { v.Drop(fyne.NewPos(900, 200), filesToDrop(folder)) }
	compare := func(v *View) { v.compareWords(v.snapshot.Call.Participants[0].Person.Key) }
	code := func(v *View) { v.safety.face.toggle.Tapped(nil) }
	people, link := (*View).togglePeople, (*View).openSheet
	search := func(v *View) { v.chat.toggleSearch() }
	return []scene{
		{"chat-empty", large, meeting, []func(*View){chat}},
		{"chat", large, plainTalk, []func(*View){chat}},
		{"chat-busy", large, busyTalk, []func(*View){chat}},
		{"chat-busy-top", large, busyTalk, []func(*View){chat, func(v *View) { v.chat.stream.ToRow(v.chat.stream.Rows()[0]) }}},
		{"chat-busy-middle", large, busyTalk, []func(*View){chat, func(v *View) { v.chat.stream.ToRow(v.chat.stream.Rows()[11]) }}},
		{"chat-hover", large, plainTalk, []func(*View){chat, func(v *View) { hover(v, 1); hover(v, 2) }}},
		{"chat-names", large, longNames, []func(*View){chat}},
		{"chat-search", large, foundTalk, []func(*View){chat, search, func(v *View) { v.Apply(foundTalk(), noon.Add(10*time.Minute)) }}},
		{"chat-edit", large, plainTalk, []func(*View){chat, func(v *View) { v.chat.editLast() }}},
		{"chat-emoji", large, plainTalk, []func(*View){chat, func(v *View) { v.chat.pickEmoji(v.chat.composer.Send()) }}},
		{"chat-erase", large, plainTalk, []func(*View){chat, func(v *View) { v.chat.askErase() }}},
		{"chat-small", small, plainTalk, []func(*View){chat}},
		{"chat-middle", fyne.NewSize(900, 600), plainTalk, []func(*View){chat}},
		{"files-empty", large, meeting, []func(*View){files}},
		{"files", large, allFiles, []func(*View){files}},
		{"files-look", large, filesOfTheLook, []func(*View){files}},
		{"files-each", large, filesOfTheLook, []func(*View){files, func(v *View) { v.files.actOnGroup(v.files.groups["table"], widgets.FileOpened) }}},
		{"files-end", large, allFiles, []func(*View){files, func(v *View) { v.files.stream.ToRow(v.files.clear) }}},
		{"files-small", small, allFiles, []func(*View){files}},
		{"offers", large, offersOnly, nil},
		{"offers-small", small, offersOnly, nil},
		{"drop", large, meeting, []func(*View){drop}},
		{"drop-small", small, meeting, []func(*View){drop}},
		{"drop-two", large, twoPeople, []func(*View){drop}},
		{"safety", large, twoPeople, []func(*View){compare}},
		{"safety-code", large, twoPeople, []func(*View){compare, code}},
		{"safety-small", small, twoPeople, []func(*View){compare}},
		{"safety-small-code", small, twoPeople, []func(*View){compare, code}},
		{"safety-long", small, longName, []func(*View){compare}},
		{"safety-differ", large, twoPeople, []func(*View){compare, func(v *View) { v.safety.acts.decide(false) }}},
		{"safety-guest", large, guestsHere, []func(*View){compare}},
		{"status", large, twoPeople, []func(*View){(*View).explainStatus}},
		{"status-meeting", large, guestsHere, []func(*View){(*View).explainStatus}},
		{"status-small", small, guestsHere, []func(*View){(*View).explainStatus}},
		{"tile-menu", large, guestsHere, []func(*View){func(v *View) { v.others[0].MouseMoved(nil) }, func(v *View) { v.others[0].acts.more(v.others[0].more) }}},
		{"meet-alone", large, alone, nil},
		{"meet-alone-small", small, alone, nil},
		{"meet-alone-link", large, alone, []func(*View){link}},
		{"meet-alone-link-small", small, alone, []func(*View){link}},
		{"meet-link-no-words", large, byLink, []func(*View){link}},
		{"meet-joining", large, joining, nil},
		{"meet-waits", large, atTheDoor, nil},
		{"meet-waits-small", small, atTheDoor, nil},
		{"meet-three", large, func() *core.Snapshot { return gathered(2) }, nil},
		{"meet-five", large, func() *core.Snapshot { return gathered(4) }, nil},
		{"meet-five-small", small, func() *core.Snapshot { return gathered(4) }, nil},
		{"meet-eight", large, func() *core.Snapshot { return gathered(7) }, []func(*View){people}},
		{"meet-asks", large, func() *core.Snapshot { return hosting(1) }, nil},
		{"meet-asks-two", large, func() *core.Snapshot { return hosting(2) }, nil},
		{"meet-asks-small", small, func() *core.Snapshot { return hosting(1) }, nil},
		{"meet-people", large, func() *core.Snapshot { return hosting(2) }, []func(*View){people}},
		{"meet-people-small", small, func() *core.Snapshot { return hosting(2) }, []func(*View){people}},
		{"meet-people-guest", large, func() *core.Snapshot { return gathered(4) }, []func(*View){people}},
		{"meet-remove", large, func() *core.Snapshot { return hosting(1) }, []func(*View){people, func(v *View) { v.people.members[0].askRemove(v.people.members[0].said) }}},
		{"meet-renew", large, func() *core.Snapshot { return hosting(1) }, []func(*View){people, func(v *View) { v.people.door.askRenew() }}},
		{"people-two", large, twoPeople, []func(*View){people}},
		{"connection", large, twoPeople, []func(*View){(*View).toggleConnection, measured(20)}},
		{"connection-weak", large, twoPeople, []func(*View){(*View).toggleConnection, measured(0)}},
		{"connection-weak-small", small, longName, []func(*View){(*View).toggleConnection, measured(0)}},
		{"moved", large, func() *core.Snapshot { return interrupted(session.MovedHere) }, nil},
		{"moved-there-small", small, func() *core.Snapshot { return interrupted(session.MovedThere) }, nil},
		{"back", large, backAgain, nil},
	}
}

// hover puts the pointer over a row.
func hover(v *View, i int) {
	v.chat.stream.Rows()[i].(*widgets.MessageRow).MouseIn(nil)
}

func twoPeople() *core.Snapshot {
	s := meeting()
	s.Call.Participants = s.Call.Participants[:1]
	return s
}

// measured lets 70 seconds pass in which the network was weak for 12, so many
// seconds ago.
func measured(ago int) func(*View) {
	return func(v *View) {
		lost, packets := 0, 0
		for i := range 70 {
			packets += 250
			receiving, rtt := 2_400_000, 24.0
			if left := 70 - i; left > ago && left <= ago+12 {
				lost, receiving, rtt = lost+30, 900_000, 180
			}
			v.history.add([]stats.Track{
				{Participant: "p0", Track: stats.Microphone, Direction: stats.Receive, Bitrate: 48_000, RTTMs: rtt},
				{Participant: "p0", Track: stats.Camera, Direction: stats.Receive, Bitrate: receiving, Packets: packets, PacketsLost: lost, FPS: 30, Width: 1280, Height: 720},
				{Participant: "p0", Track: stats.Camera, Direction: stats.Send, Bitrate: 2_300_000, Target: 3_000_000},
			}, v.now.Add(time.Duration(i-70)*time.Second))
		}
		v.panel.set(v.snapshot.Call, v.now)
	}
}

// interrupted is a call whose path is gone for this reason.
func interrupted(why session.Cause) *core.Snapshot {
	s := longName()
	s.State = core.Reconnecting
	s.Call.Lost = noon
	s.Call.Participants[0].Lost, s.Call.Participants[0].Cause = true, why
	return s
}

// backAgain is a call whose network has just changed.
func backAgain() *core.Snapshot {
	s := twoPeople()
	s.Notices = []core.Notice{{ID: 1, Text: "Your network changed. You are connected again."}}
	return s
}

// guestsHere is a meeting with a guest, somebody verified, and somebody who has
// the name of another.
func guestsHere() *core.Snapshot {
	s := meeting()
	s.Call.Meeting = &session.Meeting{Server: "meet.example.org"}
	for i, pair := range []stats.Pair{stats.Host, stats.Relay, stats.Srflx} {
		s.Call.Participants[i].Pair = pair
	}
	s.Call.Participants[0].Person.Guest, s.Call.Participants[0].Contact.Guest = true, true
	s.Call.Participants[1].Contact.Trust = core.Verified
	s.Call.Participants[2].Contact.Trust = core.Changed
	return s
}

func longName() *core.Snapshot {
	s := twoPeople()
	const name = "Maximiliane-Wilhelmina-Charlotte-Antoinette Featherstonehaugh"
	s.Call.Participants[0].Person.Name, s.Call.Participants[0].Contact.Name = name, name
	return s
}

func foundTalk() *core.Snapshot {
	s := plainTalk()
	s.Call.Chat.Query, s.Call.Chat.Found = "the", s.Call.Chat.Messages[:3]
	return s
}

func filesToDrop(folder string) []string {
	paths, _ := filepath.Glob(filepath.Join(folder, "*"))
	return paths
}

// beScene shows a scene until the test ends the process.
func beScene(name string) {
	for _, s := range scenes() {
		if s.name == name {
			s.show()
		}
	}
}

func (s scene) show() {
	a := app.NewWithID("")
	a.Settings().SetTheme(theme.New(choices.Light))
	w := a.NewWindow(s.name)
	var v *View
	shown, beats := s.snapshot(), 0
	clock := bridge.NewClock(func(now time.Time) {
		v.Beat(now)
		if beats == 0 { // now that the window has its size
			v.Apply(shown, now)
		}
		if beats++; beats%10 == 0 && beats/10 <= len(s.acts) {
			s.acts[beats/10-1](v)
		}
		if beats == 10*len(s.acts)+25 {
			fmt.Println("shown")
		}
	})
	nothing := func() {}
	v = New(clock, Acts{
		Do: func(core.Command) {}, Settings: nothing, FullScreen: func(bool) {}, Copy: func(string) {}, Keys: nothing,
		OpenLink: func(string) {}, OpenFile: func(string) {}, ShowFile: func(string) {}, Choose: func(Choice, func([]string)) {},
		Paste: func(func(Pasted)) {}, Discard: func([]string) {}, Mail: func(Mail, func()) {},
	})
	w.SetPadded(false)
	w.SetContent(widgets.NewRoot(v.Object()))
	w.Resize(s.size)
	v.Apply(shown, noon.Add(10*time.Minute))
	v.Appear(true)
	w.ShowAndRun()
}

// TestScenes draws the panels in real windows for a person to look at, when
// widgettest.GalleryVariable names a folder.
func TestScenes(t *testing.T) {
	folder := os.Getenv(widgettest.GalleryVariable)
	if folder == "" {
		t.Skip("nobody looks: ", widgettest.GalleryVariable, " is not set")
	}
	only := os.Getenv(sceneVariable + "S")
	for _, s := range scenes() {
		if ok, _ := filepath.Match(only, s.name); only == "" || ok {
			t.Run(s.name, func(t *testing.T) { drawScene(t, s, folder) })
		}
	}
}

func drawScene(t *testing.T, s scene, folder string) {
	d := uitest.Start(t, int(s.size.Width)+20, int(s.size.Height)+60)
	dropped := t.TempDir()
	for name, size := range map[string]int{"Floor plan 3.pdf": 18_400_000, "Measurements.csv": 24_000, "Notes.txt": 1200, "Walk.mov": 90_000} {
		if err := os.WriteFile(filepath.Join(dropped, name), make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(d.Env(), sceneVariable+"="+s.name, "PARLEY_CALL_FOLDER="+dropped)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	lines := bufio.NewScanner(out)
	for lines.Scan() && lines.Text() != "shown" {
	}
	if lines.Text() != "shown" {
		t.Fatal("the window ended")
	}
	at := d.Window(s.name).Bounds
	f, err := os.Create(filepath.Join(folder, s.name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, d.Screenshot().SubImage(at)); err != nil {
		t.Fatal(err)
	}
}
