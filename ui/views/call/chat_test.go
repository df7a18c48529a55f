package call

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	core "parley/call"
	"parley/call/chat"
	"parley/transfer"
	"parley/ui/widgets"
)

// chatRig is a page with the chat open.
func chatRig(t *testing.T, s *core.Snapshot) *rig {
	t.Helper()
	r := newRig(t, fyne.NewSize(1280, 800))
	r.now = noon.Add(10 * time.Minute)
	r.show(s)
	r.view.Letter('c', false)
	r.given = nil
	r.window.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { r.view.Key(e.Name) })
	return r
}

// write types a text where the cursor is.
func (r *rig) write(text string) {
	for _, c := range text {
		r.window.Canvas().Focused().TypedRune(c)
	}
}

func (r *rig) press(key fyne.KeyName) {
	r.window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: key})
}

// has reports whether a command was given.
func (r *rig) has(want core.Command) bool {
	return slices.ContainsFunc(r.given, func(c core.Command) bool { return fmt.Sprintf("%#v", c) == fmt.Sprintf("%#v", want) })
}

func TestChatIsWrittenAndSent(t *testing.T) {
	r := chatRig(t, plainTalk())
	r.write("Hello")
	if !r.has(core.Typing{On: true}) {
		t.Errorf("writing commands %v", r.given)
	}
	r.press(fyne.KeyReturn)
	if !r.has(core.Say{Text: "Hello"}) || r.view.chat.composer.Text() != "" {
		t.Errorf("Enter commands %v and leaves %q", r.given, r.view.chat.composer.Text())
	}
	r.given = nil
	r.write("   ")
	r.press(fyne.KeyReturn)
	if slices.ContainsFunc(r.given, func(c core.Command) bool { _, said := c.(core.Say); return said }) {
		t.Errorf("empty lines command %v", r.given)
	}
}

func TestTooLongTextStays(t *testing.T) {
	r := chatRig(t, plainTalk())
	if r.view.chat.pastedText(strings.Repeat("x", chat.MaxText+1)) != "" || r.view.chat.problem.Text() == "" {
		t.Error("a text that is too long is pasted without a word")
	}
	long := strings.Repeat("x", chat.MaxText)
	if r.view.chat.pastedText(long) != "" || r.view.chat.composer.Text() != "" {
		t.Error("a long text goes into the entry")
	}
	r.press(fyne.KeyReturn)
	if !r.has(core.Say{Text: long}) {
		t.Error("a long text is not sent")
	}
	r.given = nil
	r.view.chat.pastedText(long)
	r.write("before")
	r.press(fyne.KeyReturn)
	if r.has(core.Say{Text: "before\n" + long}) || r.view.chat.composer.Text() != "before" || r.view.chat.pasted != long {
		t.Error("what together is too long was sent, or is lost")
	}
}

func TestRefusedTextComesBack(t *testing.T) {
	r := chatRig(t, plainTalk())
	r.write("Hello")
	r.press(fyne.KeyReturn)
	s := plainTalk()
	s.Call.Chat.Refused = "That was too fast."
	r.show(s)
	if got := r.view.chat.composer.Text(); got != "Hello" {
		t.Errorf("after it was refused, the composer has %q", got)
	}
	if r.view.chat.problem.Text() != "That was too fast." {
		t.Error("the reason is not shown")
	}
}

func TestUpEditsTheLastOwn(t *testing.T) {
	s := plainTalk()
	r := chatRig(t, s)
	r.press(fyne.KeyUp)
	if got := r.view.chat.composer.Text(); got != "Thanks. Can we start with the third page?" {
		t.Fatalf("the composer has %q", got)
	}
	r.write("!")
	r.press(fyne.KeyReturn)
	if !r.has(core.EditMessage{ID: s.Call.Chat.Messages[1].ID, Text: "Thanks. Can we start with the third page?!"}) {
		t.Errorf("Enter commands %v", r.given)
	}
	r.press(fyne.KeyUp)
	r.press(fyne.KeyEscape)
	if r.view.opened != chatPanel || r.view.chat.composer.Text() != "" {
		t.Error("Escape does not end the editing alone")
	}
	r.press(fyne.KeyEscape)
	if r.view.opened != noPanel || r.window.Canvas().Focused() != nil {
		t.Error("a second Escape does not close the panel and give the keys back")
	}
}

func TestChatIsReadOnlyWhenItIsSeen(t *testing.T) {
	s := longTalk(60)
	s.Call.Chat.Unread = 3
	r := newRig(t, fyne.NewSize(1280, 800))
	r.show(s)
	if r.has(core.ReadChat{}) {
		t.Fatal("a closed chat was read")
	}
	r.view.Letter('c', false)
	if !r.has(core.ReadChat{}) {
		t.Fatal("the open chat was not read")
	}
	if i := slices.IndexFunc(r.view.chat.stream.Rows(), isNewLine); i < 0 || len(r.view.chat.stream.Rows())-i != 4 {
		t.Errorf("the line before what is new is row %d of %d", i, len(r.view.chat.stream.Rows()))
	}
	r.view.chat.stream.ToRow(r.view.chat.stream.Rows()[10])
	r.given = nil
	more := longTalk(61)
	more.Call.Chat.Unread = 1
	r.show(more)
	if r.has(core.ReadChat{}) {
		t.Error("what is below the edge was read")
	}
	r.view.chat.stream.ToEnd()
	r.show(more)
	if !r.has(core.ReadChat{}) {
		t.Error("the end is in sight and was not read")
	}
}

func isNewLine(row widgets.StreamRow) bool {
	l, ok := row.(*widgets.LineRow)
	return ok && l.Text() == "New"
}

func TestOlderMessagesAreAskedForOnce(t *testing.T) {
	s := longTalk(60)
	s.Call.Chat.Older = true
	r := chatRig(t, s)
	r.view.chat.loadOlder()
	r.view.chat.loadOlder()
	if len(r.given) != 1 || !r.has(core.OlderChat{}) {
		t.Errorf("two wishes command %v", r.given)
	}
}

// TestOlderMessagesLeaveTheViewAlone loads older messages above what is seen.
func TestOlderMessagesLeaveTheViewAlone(t *testing.T) {
	all := longTalk(80)
	s := *all
	call := *all.Call
	s.Call = &call
	short := *all.Call.Chat.Snapshot
	short.Messages = short.Messages[20:]
	call.Chat.Snapshot = &short
	r := chatRig(t, &s)
	stream := r.view.chat.stream
	row := stream.Rows()[5]
	stream.ToRow(row)
	before := row.Position().Y - stream.Offset()
	r.show(all)
	if after := row.Position().Y - stream.Offset(); after-before > 0.1 || before-after > 0.1 {
		t.Errorf("the row stood at %v, then at %v", before, after)
	}
}

func TestReactionIsToggled(t *testing.T) {
	s := plainTalk()
	r := chatRig(t, s)
	m := s.Call.Chat.Messages[0]
	r.view.chat.react(m, "👍")
	if !r.has(core.React{To: m.Ref}) {
		t.Errorf("one's own reaction again commands %v", r.given)
	}
	r.view.chat.react(m, "🎉")
	if !r.has(core.React{To: m.Ref, Emoji: "🎉"}) {
		t.Errorf("another commands %v", r.given)
	}
}

func TestEveryReactionOfferedIsOneEmoji(t *testing.T) {
	for _, e := range reactions {
		if !chat.IsEmoji(e) {
			t.Errorf("%q is refused", e)
		}
	}
}

func TestOnlyLinksOpen(t *testing.T) {
	r := chatRig(t, plainTalk())
	row := messageRow(t, r, 0)
	size := row.Size()
	for y := float32(0); y < size.Height; y += 4 {
		for x := float32(0); x < size.Width; x += 4 {
			row.Tapped(&fyne.PointEvent{Position: fyne.NewPos(x, y)})
		}
	}
	if r.link != "https://notes.holm.example/plan" {
		t.Errorf("clicks everywhere open %q", r.link)
	}
	r.link = ""
	other := messageRow(t, r, 1)
	for x := float32(0); x < size.Width; x += 4 {
		other.Tapped(&fyne.PointEvent{Position: fyne.NewPos(x, 30)})
	}
	if r.link != "" {
		t.Errorf("words open %q", r.link)
	}
}

// messageRow returns the row of the i-th message.
func messageRow(t *testing.T, r *rig, i int) *widgets.MessageRow {
	t.Helper()
	for _, row := range r.view.chat.stream.Rows() {
		if m, ok := row.(*widgets.MessageRow); ok {
			if i == 0 {
				return m
			}
			i--
		}
	}
	t.Fatal("no such row")
	return nil
}

func TestMessageMenu(t *testing.T) {
	r := chatRig(t, plainTalk())
	messageRow(t, r, 1).TappedSecondary(&fyne.PointEvent{AbsolutePosition: fyne.NewPos(1000, 300)})
	for _, key := range []fyne.KeyName{fyne.KeyEnd, fyne.KeyReturn} {
		r.press(key)
	}
	if r.window.Canvas().Overlays().Top() == nil {
		t.Fatal("deleting does not ask")
	}
	r.press(fyne.KeyEscape)
	if len(r.given) != 0 {
		t.Errorf("not to delete commands %v", r.given)
	}
}

func TestSearch(t *testing.T) {
	s := plainTalk()
	r := chatRig(t, s)
	r.view.chat.toggleSearch()
	r.write("plan")
	r.view.chat.beat(time.Now().Add(time.Second))
	if !r.has(core.SearchChat{Text: "plan"}) {
		t.Fatalf("writing in the search commands %v", r.given)
	}
	found := plainTalk()
	found.Call.Chat.Query, found.Call.Chat.Found = "plan", s.Call.Chat.Messages[:1]
	r.show(found)
	rows := r.view.chat.found.Rows()
	if len(rows) != 1 || !r.view.chat.found.Visible() {
		t.Fatalf("%d found, visible %v", len(rows), r.view.chat.found.Visible())
	}
	rows[0].(*widgets.MessageRow).Tapped(&fyne.PointEvent{Position: fyne.NewPos(2, 2)})
	if !r.has(core.SearchChat{}) || !r.view.chat.stream.Visible() {
		t.Error("a click does not go there")
	}
}

func TestEraseAsks(t *testing.T) {
	r := chatRig(t, plainTalk())
	r.view.chat.askErase()
	r.press(fyne.KeyEscape)
	if r.has(core.EraseChat{}) {
		t.Fatal("Escape erases")
	}
	r.view.chat.askErase()
	r.window.Canvas().FocusNext()
	r.press(fyne.KeyReturn)
	if !r.has(core.EraseChat{}) {
		t.Errorf("the way through commands %v", r.given)
	}
}

func TestLinesOfAChat(t *testing.T) {
	s := busyTalk()
	lines := chatLines(s.Call.Chat.Messages, chat.Ref{}, true, noon.Add(time.Hour))
	var days, heads, notices int
	for _, l := range lines {
		switch {
		case l.kind == chatDay:
			days++
		case l.kind == chatNotice:
			notices++
		case l.kind == chatMessage && l.head:
			heads++
		}
	}
	if lines[0].kind != chatOlder || days != 2 || notices != 1 {
		t.Errorf("the first line is %v, %d days, %d notices", lines[0].kind, days, notices)
	}
	if heads >= len(s.Call.Chat.Messages)-1 || heads < 6 {
		t.Errorf("%d heads for %d messages", heads, len(s.Call.Chat.Messages))
	}
	last := lines[len(lines)-1]
	if !last.alert || !strings.HasSuffix(last.foot, "not delivered") {
		t.Errorf("the last says %q", last.foot)
	}
}

func TestGroupsEndAfterFiveMinutes(t *testing.T) {
	d := tell()
	d.say(0, "one")
	d.wait(4 * time.Minute)
	d.say(0, "two")
	d.wait(4 * time.Minute)
	d.say(0, "three")
	var heads []bool
	for _, l := range chatLines(d.messages, chat.Ref{}, false, noon) {
		if l.kind == chatMessage {
			heads = append(heads, l.head)
		}
	}
	if !slices.Equal(heads, []bool{true, false, true}) {
		t.Errorf("heads %v", heads)
	}
}

func TestDays(t *testing.T) {
	now := time.Date(2026, 3, 4, 0, 30, 0, 0, time.Local)
	for want, at := range map[string]time.Time{
		"Today": now, "Yesterday": now.Add(-time.Hour), "Monday 2 March": now.AddDate(0, 0, -2), "4 March 2025": now.AddDate(-1, 0, 0),
	} {
		if got := dayOf(at, now); got != want {
			t.Errorf("%v is %q, want %q", at, got, want)
		}
	}
}

// TestLongChatDrawsWhatIsInSight holds the number of objects down, as Fyne
// draws all of a window whenever anything in it changes.
func TestLongChatDrawsWhatIsInSight(t *testing.T) {
	r := chatRig(t, longTalk(500))
	if got := len(r.view.chat.stream.Seen()); got == 0 || got > 40 {
		t.Errorf("%d rows are drawn", got)
	}
	if len(r.view.chat.stream.Rows()) < 500 {
		t.Error("rows are missing")
	}
	rows := slices.Clone(r.view.chat.stream.Rows())
	r.show(longTalk(501))
	r.view.chat.stream.ToRow(rows[0])
	if got := len(r.view.chat.stream.Seen()); got == 0 || got > 40 {
		t.Errorf("%d rows are drawn at the beginning", got)
	}
}

func TestRowsAreMadeOnce(t *testing.T) {
	s := longTalk(50)
	r := chatRig(t, s)
	before := slices.Clone(r.view.chat.stream.Rows())
	grown := *s
	call := *s.Call
	grown.Call = &call
	d := tell()
	d.at = noon.Add(time.Hour)
	call.Chat.Snapshot = &chat.Snapshot{Messages: append(slices.Clip(s.Call.Chat.Messages), d.say(0, "one more"))}
	r.show(&grown)
	after := r.view.chat.stream.Rows()
	if len(after) != len(before)+1 || !slices.Equal(after[:len(before)], before) {
		t.Error("rows of old messages were made anew")
	}
}

func TestFileInTheChat(t *testing.T) {
	s := plainTalk()
	r := chatRig(t, s)
	card := r.view.chat.rows.cards["plan"]
	if card == nil || card.Button(widgets.FileAccept) == nil {
		t.Fatal("the offer has no card")
	}
	test.Tap(card.Button(widgets.FileAccept))
	if !r.has(core.AcceptFiles{ID: transfer.ID("plan")}) {
		t.Errorf("accepting commands %v", r.given)
	}
	if len(r.view.offers.all) != 0 {
		t.Error("the offer lies over the stage as well")
	}
}

func TestChatEndsWithTheCall(t *testing.T) {
	r := chatRig(t, plainTalk())
	r.write("half a sen")
	r.show(&core.Snapshot{})
	r.show(plainTalk())
	r.view.Letter('c', false)
	if got := r.view.chat.composer.Text(); got != "" {
		t.Errorf("the next call begins with %q", got)
	}
}

func BenchmarkChat(b *testing.B) {
	hostile := meeting()
	d := tell()
	for i := range 200 {
		d.say(byte(i%3), strings.Repeat(string(rune('a'+i%26)), chat.MaxText))
	}
	hostile.Call.Chat = d.chat()
	for name, s := range map[string]*core.Snapshot{"500": longTalk(500), "1000": longTalk(1000), "hostile": hostile} {
		b.Run("open/"+name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				r := newRig(b, fyne.NewSize(1280, 800))
				b.StartTimer()
				r.show(s)
				r.view.Letter('c', false)
			}
		})
	}
	b.Run("more", func(b *testing.B) {
		s := longTalk(500)
		r := newRig(b, fyne.NewSize(1280, 800))
		r.show(s)
		r.view.Letter('c', false)
		all, n := s.Call.Chat.Messages, 0
		for b.Loop() {
			n = n%100 + 1
			s.Call.Chat.Snapshot = &chat.Snapshot{Messages: all[:400+n]}
			r.show(s)
		}
	})
}
