package call

import (
	"time"

	core "parley/call"
	"parley/call/chat"
)

// searchPause is how long a person stops writing before it is searched.
const searchPause = 300 * time.Millisecond

func (c *chatView) toggleSearch() {
	if c.searching {
		c.endSearch()
		c.composer.Focus()
		return
	}
	c.searching = true
	c.relayout()
	if window := c.acts.window(); window != nil {
		c.field.FocusOn(window)
	}
}

// search looks for what is written in the field.
func (c *chatView) search() {
	c.wantedAt = time.Time{}
	if c.searching {
		c.acts.do(core.SearchChat{Text: c.wanted})
	}
}

func (c *chatView) endSearch() {
	if !c.searching {
		return
	}
	c.searching, c.wanted, c.wantedAt = false, "", time.Time{}
	c.field.Clear()
	c.wantedAt = time.Time{} // clearing is no search
	c.hits.made = nil
	c.found.Set(nil)
	c.acts.do(core.SearchChat{})
	c.relayout()
}

// setFound shows what was found.
func (c *chatView) setFound() {
	if !c.searching || c.call.Chat.Query == "" {
		return
	}
	lines := foundLines(c.call.Chat.Found, c.now)
	if len(lines) == 0 {
		lines = []chatLine{{kind: chatNotice, text: "Nothing has “" + c.call.Chat.Query + "” in it."}}
	}
	c.found.Set(c.hits.rows(lines))
	c.relayout()
}

// goTo shows a message among the rest, when it is loaded.
func (c *chatView) goTo(ref chat.Ref) {
	for line, row := range c.rows.made {
		if line.message != nil && line.message.Ref == ref {
			c.endSearch()
			c.stream.ToRow(row)
			return
		}
	}
}

// showsFound says whether what was found stands where the messages do.
func (c *chatView) showsFound() bool { return c.searching && c.call != nil && c.call.Chat.Query != "" }
