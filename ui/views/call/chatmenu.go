package call

import (
	"net/url"
	"slices"

	"fyne.io/fyne/v2"

	"parley/assets"
	core "parley/call"
	"parley/call/chat"
	"parley/ui/theme"
	"parley/ui/widgets"
)

// reactions are offered first; all emoji a person may write are below them.
var reactions = []string{
	"👍", "❤️", "😂", "🎉", "😮", "😢", "🙏", "👏",
	"👎", "😀", "😅", "🙂", "😉", "😍", "🤔", "😴",
	"👋", "👌", "💪", "🤝", "✅", "❌", "❓", "💡",
	"🔥", "⭐", "☕", "🍰", "🌞", "🌧️", "🚀", "🐛",
}

// react sets one's own reaction to a message, or takes it back when it is
// that one already.
func (c *chatView) react(m *chat.Message, emoji string) {
	own := slices.ContainsFunc(m.Reactions, func(r chat.Reaction) bool { return r.Own && r.Emoji == emoji })
	if own {
		emoji = ""
	}
	c.acts.do(core.React{To: m.Ref, Emoji: emoji})
}

func (c *chatView) pickReaction(at fyne.Widget, m *chat.Message) {
	pickEmoji(at, func(emoji string) { c.react(m, emoji) })
}

// pickEmoji chooses one for the text that is written.
func (c *chatView) pickEmoji(at fyne.Widget) { pickEmoji(at, c.composer.Insert) }

func pickEmoji(at fyne.Widget, use func(emoji string)) {
	var p *popover
	grid := widgets.NewEmojiGrid(reactions, func(emoji string) {
		p.close()
		use(emoji)
	})
	p = showPopover(at, widgets.EmojiRow*widgets.EmojiCell+2*theme.SpaceL, grid)
}

// showMenu lists what can be done with a message.
func (c *chatView) showMenu(at fyne.Widget, pos *fyne.Position, m *chat.Message, row *widgets.MessageRow) {
	items := []widgets.MenuItem{{Text: "React", Icon: assets.Smile, Act: func() { c.pickReaction(at, m) }}}
	if editable(m) {
		items = append(items, widgets.MenuItem{Text: "Edit", Icon: assets.Pen, Act: func() { c.edit(m) }})
	}
	items = append(items, widgets.MenuItem{Text: "Copy", Icon: assets.Copy, Act: func() { c.acts.copy(m.Text) }})
	if row.Folded() {
		items = append(items, widgets.MenuItem{Text: "Show all", Icon: assets.ChevronDown, Act: row.Unfold})
	}
	items = append(items, c.linkItems(row.Links())...)
	if m.Own {
		items = append(items, widgets.MenuItem{Text: "Delete", Icon: assets.Close, Risky: true, Act: func() { c.askDelete(m) }})
	}
	if pos != nil {
		widgets.ShowMenuAt(at, *pos, items)
		return
	}
	widgets.ShowMenu(at, items)
}

// mostLinks is how many links of a message a menu lists.
const mostLinks = 3

func (c *chatView) linkItems(links []string) []widgets.MenuItem {
	var items []widgets.MenuItem
	for _, link := range links[:min(len(links), mostLinks)] {
		items = append(items, widgets.MenuItem{Text: "Open " + linkHost(link), Icon: assets.Link, Act: func() { c.acts.open(link) }})
	}
	return items
}

// linkHost is where a link leads.
func linkHost(link string) string {
	u, err := url.Parse(link)
	switch {
	case err != nil:
		return link
	case u.Host == "":
		return u.Opaque
	}
	return u.Host
}

func (c *chatView) askDelete(m *chat.Message) {
	widgets.ShowDialog(c.panel, "Delete this message?", "It goes for everyone who has it. That it was there stays to be seen.", nil,
		widgets.Answer{Text: "Keep it", Kind: widgets.Standard, Harmless: true},
		widgets.Answer{Text: "Delete", Kind: widgets.Risky, Act: func() { c.acts.do(core.DeleteMessage{ID: m.ID}) }})
}

func (c *chatView) listMore(at fyne.Widget) {
	widgets.ShowMenu(at, []widgets.MenuItem{
		{Text: "Find", Icon: assets.Search, Checked: c.searching, Act: c.toggleSearch},
		{Text: "Erase this chat", Icon: assets.Close, Risky: true, Act: c.askErase},
	})
}

func (c *chatView) askErase() {
	widgets.ShowDialog(c.panel, "Erase this chat?",
		"All of it goes from this computer, what was written in earlier calls too. The others keep theirs. It cannot be brought back.", nil,
		widgets.Answer{Text: "Erase", Kind: widgets.Risky, Act: func() { c.acts.do(core.EraseChat{}) }, Apart: true},
		widgets.Answer{Text: "Keep it", Kind: widgets.Primary, Harmless: true})
}
