package call

import (
	"time"

	"fyne.io/fyne/v2"

	"parley/assets"
	core "parley/call"
	"parley/call/chat"
	"parley/transfer"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// chatView is the panel with what is written in the call.
type chatView struct {
	panel *widgets.Panel
	acts  chatActs

	stream   *widgets.Stream
	found    *widgets.Stream // what a search found
	rows     chatRows
	hits     chatRows
	field    *widgets.Field // of the search
	empty    *chatEmpty
	newest   *widgets.Button // goes to the end
	typing   *typingLine
	strip    *chatStrip
	composer *widgets.Composer
	problem  *widgets.Label
	body     *fyne.Container

	now       time.Time // of the newest snapshot
	call      *core.Call
	seen      *chat.Snapshot
	older     bool
	unread    chat.Ref      // the first that was not read when the panel opened
	read      *chat.Message // the newest that was said to be read
	asked     *chat.Message // the oldest when older ones were asked for
	editing   *chat.Message
	pasted    string // a long text that is sent after what is written
	open      bool
	searching bool
	sent      sentText
	typed     time.Time // when it was last told that one writes
	wanted    string    // what is to be searched
	wantedAt  time.Time // since when; zero when it was
}

// chatActs is what the panel asks of the page. None is nil.
type chatActs struct {
	do     func(core.Command)
	away   func()
	open   func(link string)
	copy   func(text string)
	attach func(at fyne.Widget)
	paste  func(write func(text string)) // asks for what was copied; offers it if it is no text
	window func() fyne.Canvas            // where the page is; nil before it is drawn
	file   func(id transfer.ID, what widgets.FileAct, at fyne.Widget)
}

// sentText is a text that was given to the controller.
type sentText struct {
	text    string
	refused string // what stood there before
	at      time.Time
}

func newChatView(acts chatActs) *chatView {
	c := &chatView{acts: acts, stream: widgets.NewStream(true), found: widgets.NewStream(false)}
	c.rows = chatRows{cards: map[string]*widgets.FileCard{}, make: c.makeRow}
	c.hits = chatRows{make: c.makeFound}
	c.stream.Moved, c.stream.Tail = c.moved, theme.SpaceS
	c.field = widgets.NewDarkField("Find in this chat")
	c.field.OnChanged = func(text string) { c.wanted, c.wantedAt = text, time.Now() }
	c.field.OnSubmitted = func(string) { c.search() }
	c.empty, c.typing = newChatEmpty(), newTypingLine()
	c.strip = newChatStrip(func() { c.leaveEdit() })
	c.newest = widgets.NewButton("Newest", assets.ChevronDown, widgets.Standard, c.stream.ToEnd)
	c.newest.Height = theme.ControlSmall
	c.problem = widgets.NewLabel("", widgets.Style{Size: theme.TextCaption, Color: theme.Error, Lines: 3})
	c.composer = widgets.NewComposer(widgets.ComposerActs{
		Send: c.send, Changed: c.changed, Attach: acts.attach, Emoji: c.pickEmoji, EditLast: c.editLast, Leave: c.leaveEdit, Paste: c.paste,
	})
	c.body = placed(c.place, c.field, c.stream, c.found, c.empty.Container, c.newest, c.typing.Container, c.strip.Container, c.composer, c.problem)
	find := widgets.NewIconButton(assets.Search, "Find", widgets.Plain, c.toggleSearch)
	var more *widgets.Button
	more = widgets.NewIconButton(assets.More, "More", widgets.Plain, func() { c.listMore(more) })
	c.panel = widgets.NewPanel("Chat", c.body, acts.away, find, more)
	for _, o := range []fyne.CanvasObject{c.field, c.found, c.newest, c.strip} {
		o.Hide()
	}
	return c
}

// set shows what is written now.
func (c *chatView) set(call *core.Call, files []transfer.Transfer, name func(string) string, now time.Time) {
	c.call = call
	c.setWords(call)
	c.now = now
	c.typing.set(typingWords(call))
	if c.seen != call.Chat.Snapshot || c.older != call.Chat.Older {
		c.seen, c.older = call.Chat.Snapshot, call.Chat.Older
		c.draw()
	}
	c.setCards(files, name)
	c.setFound()
	c.settleSent(now)
	c.mindRead()
}

func (c *chatView) setWords(call *core.Call) {
	who := everyone(call)
	c.panel.SetAside("with " + who)
	c.composer.SetHint("Message " + who)
	c.setProblem(call.Chat.Refused)
}

func (c *chatView) setProblem(sentence string) {
	if c.problem.Text() != sentence {
		c.problem.SetText(sentence)
		c.relayout()
	}
}

// draw sets the rows anew.
func (c *chatView) draw() {
	c.stream.Set(c.rows.rows(chatLines(c.messages(), c.unread, c.older, c.now)))
	c.relayout()
}

func (c *chatView) messages() []*chat.Message {
	if c.seen == nil {
		return nil
	}
	return c.seen.Messages
}

// setCards brings the files that stand among the messages up to date.
func (c *chatView) setCards(files []transfer.Transfer, name func(string) string) {
	grown := false
	for _, t := range files {
		if card := c.rows.cards[string(t.ID)]; card != nil {
			grown = card.Set(inChat(fileOf(t, name(t.Peer)))) || grown
		}
	}
	if grown {
		c.stream.Settle()
	}
}

// shows reports whether the panel is open and has the files among its rows.
func (c *chatView) shows(id transfer.ID) bool { return c.open && c.rows.cards[string(id)] != nil }

// setOpen tells that the panel was opened or closed.
func (c *chatView) setOpen(open bool) {
	if c.open == open {
		return
	}
	c.open = open
	if !open {
		c.unread = chat.Ref{}
		c.stopTyping()
		return
	}
	if c.seen != nil {
		c.unread = firstUnread(c.seen.Messages, c.seen.Unread)
	}
	c.draw()
	c.stream.ToEnd()
	if window := c.acts.window(); window != nil {
		c.composer.FocusOn(window)
	}
	c.mindRead()
}

// mindRead tells that the newest message is seen.
func (c *chatView) mindRead() {
	if !c.open || c.seen == nil || c.seen.Unread == 0 || !c.stream.AtEnd() || c.searching {
		return
	}
	last := c.seen.Messages[len(c.seen.Messages)-1]
	if last != c.read {
		c.read = last
		c.acts.do(core.ReadChat{})
	}
}

// moved follows the scrolling.
func (c *chatView) moved() {
	if c.stream.AtStart() {
		c.loadOlder()
	}
	c.mindRead()
	c.relayout()
}

// loadOlder asks for what was written before, once until it came.
func (c *chatView) loadOlder() {
	messages := c.messages()
	if !c.older || len(messages) > 0 && messages[0] == c.asked {
		return
	}
	if len(messages) > 0 {
		c.asked = messages[0]
	}
	c.acts.do(core.OlderChat{})
}

// beat follows what moves by itself.
func (c *chatView) beat(now time.Time) {
	if !c.open {
		return
	}
	c.stream.Follow()
	c.found.Follow()
	if !c.wantedAt.IsZero() && now.Sub(c.wantedAt) > searchPause {
		c.search()
	}
}

// forget ends what belongs to one call.
func (c *chatView) forget() {
	c.setOpen(false)
	c.endEdit()
	c.setPasted("")
	c.endSearch()
	c.composer.SetText("")
	c.call, c.seen, c.read, c.asked, c.sent = nil, nil, nil, nil, sentText{}
	c.rows.made, c.rows.cards = nil, map[string]*widgets.FileCard{}
	c.stream.Set(nil)
}
