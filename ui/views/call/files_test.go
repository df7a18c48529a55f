package call

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	core "parley/call"
	"parley/transfer"
	"parley/transfer/wire"
	"parley/ui/widgets"
)

// TestEveryStateHasItsWords walks all states, both directions and all reasons:
// what is offered can be taken, what runs can be stopped, and what failed says
// why.
func TestEveryStateHasItsWords(t *testing.T) {
	for state := transfer.Preparing; state <= transfer.Failed; state++ {
		for _, direction := range []transfer.Direction{transfer.Sending, transfer.Receiving} {
			for reason := wire.NoReason; reason <= wire.Silence; reason++ {
				x := offer("x", 0, "a.txt", 1000)
				x.State, x.Direction, x.Reason, x.Sent, x.Placed = state, direction, reason, 500, []string{"/tmp/a.txt"}
				f := fileOf(x, "Mara")
				if f.Name == "" || len(f.Tools)+len(f.Verbs) == 0 {
					t.Errorf("%v, %d, %d: %+v", state, direction, reason, f)
				}
				if !state.Ended() && !slices.Contains(f.Tools, widgets.FileCancel) && !slices.Contains(f.Verbs, widgets.FileDecline) {
					t.Errorf("%v, %d: no way to end it", state, direction)
				}
				if state == transfer.Failed && f.Problem == "" {
					t.Errorf("%d fails without a word", reason)
				}
			}
		}
	}
}

// TestWhoseDiskIsFull tells the one who can make room to resume, and the other
// whom it waits for.
func TestWhoseDiskIsFull(t *testing.T) {
	x := offer("x", 0, "a.txt", 1000)
	x.State, x.Reason = transfer.Paused, transfer.DiskFull
	if f := fileOf(x, "Mara"); f.Problem != "The disk is full. Make room, then resume." || !slices.Contains(f.Verbs, widgets.FileGoOn) {
		t.Errorf("the receiver reads %q with %v", f.Problem, f.Verbs)
	}
	x.Direction, x.PausedThere = transfer.Sending, true
	if f := fileOf(x, "Mara"); f.Problem != "The disk of Mara is full. It goes on once Mara makes room and resumes." || len(f.Verbs) != 0 {
		t.Errorf("the sender reads %q with %v", f.Problem, f.Verbs)
	}
}

func TestNamesOfFiles(t *testing.T) {
	x := offer("x", 0, "a.txt", 1000)
	x.Items = append(x.Items, transfer.Item{Name: "b"}, transfer.Item{Name: "c"})
	x.Files = 3
	if got := fileOf(x, "Mara"); got.Name != "a.txt and 2 more" || got.Line != "From Mara · 3 files · 1 KB" {
		t.Errorf("%+v", got)
	}
	x.Items = nil
	if got := nameOf(x); got != "3 files" {
		t.Error(got)
	}
}

func TestFilesPanel(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := allFiles()
	r.show(s)
	r.view.Letter('f', false)
	if !r.view.files.panel.Visible() || len(r.view.files.cards) != len(s.Files) {
		t.Fatalf("%d cards", len(r.view.files.cards))
	}
	for _, press := range []struct {
		id   transfer.ID
		what widgets.FileAct
		want core.Command
	}{
		{"photos", widgets.FileAccept, core.AcceptFiles{ID: "photos"}},
		{"photos", widgets.FileDecline, core.DeclineFiles{ID: "photos"}},
		{"walk", widgets.FilePause, core.PauseFiles{ID: "walk"}},
		{"walk", widgets.FileCancel, core.CancelFiles{ID: "walk"}},
		{"drawings", widgets.FileGoOn, core.ResumeFiles{ID: "drawings"}},
		{"held", widgets.FileResume, core.ResumeFiles{ID: "held"}},
		{"bad", widgets.FileForget, core.ForgetFiles{ID: "bad"}},
	} {
		b := r.view.files.cards[press.id].Button(press.what)
		if b == nil {
			t.Errorf("%s has no button %d", press.id, press.what)
			continue
		}
		test.Tap(b)
		if got := r.last(); got != press.want {
			t.Errorf("%s, %d commands %v", press.id, press.what, got)
		}
	}
	test.Tap(r.view.files.cards["plan"].Button(widgets.FileOpen))
	if r.file != "open /home/jonas/Downloads/Floor plan 3.pdf" {
		t.Errorf("open does %q", r.file)
	}
	test.Tap(r.view.files.clear.Button())
	if len(r.given) != 3 {
		t.Errorf("clearing the list commands %v", r.given)
	}
}

func TestCardsAreKeptWhileTheyRun(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := allFiles()
	r.show(s)
	card := r.view.files.cards["walk"]
	next := *s
	next.Files = slices.Clone(s.Files)
	next.Files[7].Sent += 1e6
	r.show(&next)
	if r.view.files.cards["walk"] != card || !strings.HasPrefix(card.File().Under, "613 MB") {
		t.Errorf("the card says %q", card.File().Under)
	}
	next.Files = nil
	r.show(&next)
	if len(r.view.files.cards) != 0 {
		t.Error("cards of what went are kept")
	}
}

func TestOffersLieOverTheStage(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := offersOnly()
	r.show(s)
	if len(r.view.offers.all) != 2 {
		t.Fatalf("%d offers", len(r.view.offers.all))
	}
	test.Tap(r.view.offers.all[0].card.Button(widgets.FileDecline))
	if got := r.last(); got != (core.DeclineFiles{ID: "plan"}) {
		t.Errorf("decline commands %v", got)
	}
	test.Tap(r.view.offers.all[0].card.Button(widgets.FileLater))
	r.show(s)
	if len(r.view.offers.all) != 1 {
		t.Errorf("%d offers after one was put aside", len(r.view.offers.all))
	}
	r.view.Letter('f', false)
	if len(r.view.offers.all) != 0 {
		t.Error("offers lie over the stage beside their panel")
	}
}

func TestAlwaysFromThisPerson(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := allFiles()
	r.show(s)
	x := s.Files[len(s.Files)-1]
	items := r.view.offerItems(x)
	items[2].Act() // up to 1 GB, which this is not
	if len(r.given) != 1 || !r.has(core.AllowFiles{Key: x.Peer, Bytes: 1e9}) {
		t.Errorf("up to 1 GB commands %v", r.given)
	}
	items[3].Act()
	if !r.has(core.AllowFiles{Key: x.Peer, Bytes: 10e9}) || !r.has(core.AcceptFiles{ID: "photos"}) {
		t.Errorf("up to 10 GB commands %v", r.given)
	}
	items[0].Act()
	r.done([]string{"/tmp/there"})
	if !r.has(core.AcceptFiles{ID: "photos", Folder: "/tmp/there"}) {
		t.Errorf("another folder commands %v", r.given)
	}
}

// dropRig is a page with files to drop.
func dropRig(t *testing.T, s *core.Snapshot) (*rig, []string) {
	t.Helper()
	folder := t.TempDir()
	paths := []string{filepath.Join(folder, "a.txt"), filepath.Join(folder, "b")}
	if err := os.WriteFile(paths[0], make([]byte, 1500), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(paths[1], "c"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(paths[1], "c", "d"), make([]byte, 500), 0o600); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(s)
	return r, paths
}

func TestDropOnAPersonOffersToThem(t *testing.T) {
	s := meeting()
	r, paths := dropRig(t, s)
	tile := r.view.others[1].object
	pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(tile).AddXY(20, 20)
	r.view.Drop(pos, paths)
	p := r.view.parcel
	if p == nil || !p.picks[keyOf(1).String()].Chosen() {
		t.Fatal("the person is not chosen beforehand")
	}
	p.tally.done.Wait()
	r.view.Beat(r.now)
	if got := p.sum.Text(); got != "2 files, 2 KB." {
		t.Errorf("the sum is %q", got)
	}
	if got := p.cards[1].File(); !got.Folder || got.Line != "1 file · 500 bytes" {
		t.Errorf("the folder's card says %+v", got)
	}
	r.window.Canvas().FocusNext()
	r.press(fyne.KeyReturn)
	if !r.has(core.SendFiles{Paths: paths, To: []string{keyOf(1).String()}}) {
		t.Errorf("offering commands %#v", r.given)
	}
	if r.view.opened != filesPanel {
		t.Error("the files are not shown")
	}
}

func TestDropElsewhereOffersToEveryone(t *testing.T) {
	r, paths := dropRig(t, meeting())
	r.view.Drop(fyne.NewPos(5, 795), paths)
	r.window.Canvas().FocusNext()
	r.press(fyne.KeyReturn)
	if !r.has(core.SendFiles{Paths: paths}) {
		t.Errorf("offering commands %#v", r.given)
	}
}

func TestDropCanBeLeft(t *testing.T) {
	r, paths := dropRig(t, twoPeople())
	r.view.Drop(fyne.NewPos(600, 300), paths)
	if r.view.parcel == nil || len(r.view.parcel.picks) != 0 {
		t.Fatal("with one other person there is a choice")
	}
	r.press(fyne.KeyEscape)
	if len(r.given) != 0 || r.view.parcel != nil {
		t.Errorf("Escape commands %v", r.given)
	}
	r.view.Drop(fyne.NewPos(600, 300), paths)
	r.show(&core.Snapshot{})
	if r.view.parcel != nil || r.window.Canvas().Overlays().Top() != nil {
		t.Error("the question outlives the call")
	}
	r.view.Drop(fyne.NewPos(600, 300), paths)
	if r.view.parcel != nil {
		t.Error("files dropped without a call are offered")
	}
}

// TestMoreIsAdded chooses files one after the other, once none, and one twice.
func TestMoreIsAdded(t *testing.T) {
	r, paths := dropRig(t, meeting())
	r.view.offerTo(paths[:1], keyOf(1).String())
	for _, more := range [][]string{{paths[1]}, nil, paths} {
		test.Tap(r.view.parcel.dialog.Buttons()[0])
		if r.view.parcel != nil || r.chosen[len(r.chosen)-1] != ChooseFiles {
			t.Fatal("more cannot be chosen")
		}
		r.done(more)
	}
	if p := r.view.parcel; !slices.Equal(p.paths, paths) || !p.picks[keyOf(1).String()].Chosen() {
		t.Errorf("the question is about %+v", p)
	}
	test.Tap(r.view.parcel.dialog.Buttons()[0])
	r.show(&core.Snapshot{})
	r.done([]string{"/tmp/late"})
	if r.view.parcel != nil || !slices.Equal(r.thrown, append(paths, "/tmp/late")) {
		t.Errorf("after the call %q is thrown away", r.thrown)
	}
}

func TestTallyOfWhatIsGone(t *testing.T) {
	tally := newTally([]string{filepath.Join(t.TempDir(), "gone")})
	tally.done.Wait()
	c := tally.now()
	if got := c.sentence(1, 1); got != "0 files, 0 bytes. 1 of them cannot be read." {
		t.Error(got)
	}
	if got := c.items[0].line(); got != "It cannot be read" {
		t.Error(got)
	}
	tally.close()
	tally.close()
}

func TestUnreadAndOffersAreCounted(t *testing.T) {
	r := newRig(t, fyne.NewSize(1280, 800))
	s := allFiles()
	s.Call.Chat.Unread = 12
	r.show(s)
	if got := offers(s.Files); got != 1 {
		t.Errorf("%d offers", got)
	}
	if got := chatCount(s.Call); got != 12 {
		t.Errorf("%d unread", got)
	}
}
