package call

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"parley/call/chat"
	"parley/transfer"
	"parley/ui/widgets"
)

// chatRows makes the rows of the chat, each once.
type chatRows struct {
	made  map[chatLine]widgets.StreamRow
	cards map[string]*widgets.FileCard // of the files offered here
	make  func(chatLine) widgets.StreamRow
}

// rows returns the rows of lines, and forgets those of lines that went.
func (c *chatRows) rows(lines []chatLine) []widgets.StreamRow {
	kept := make(map[chatLine]widgets.StreamRow, len(lines))
	rows := make([]widgets.StreamRow, 0, len(lines))
	for _, l := range lines {
		row := c.made[l]
		if row == nil {
			row = c.make(l)
		}
		if kept[l] != nil {
			row = c.make(l) // the same twice: a notice
		}
		kept[l] = row
		rows = append(rows, row)
	}
	c.made = kept
	return rows
}

// makeRow makes the row of a line of the chat.
func (c *chatView) makeRow(l chatLine) widgets.StreamRow {
	switch l.kind {
	case chatDay:
		return widgets.NewLineRow(widgets.LineDay, l.text)
	case chatNew:
		return widgets.NewLineRow(widgets.LineNew, "New")
	case chatNotice:
		return widgets.NewLineRow(widgets.LineNotice, l.text)
	case chatOlder:
		return widgets.NewActRow("Older messages", c.loadOlder)
	case chatMessage:
	}
	return c.makeMessage(l)
}

func (c *chatView) makeMessage(l chatLine) *widgets.MessageRow {
	m := l.message
	said := widgets.Message{
		Key: m.Author.String(), Own: m.Own, First: l.head, Pieces: piecesOf(m), Foot: l.foot, Alert: l.alert,
		Reactions: reactionsOf(m), Still: m.Deleted || m.Kind == chat.File,
	}
	if l.head && !m.Own {
		said.Name, said.Time = m.Name, l.time
	}
	var row *widgets.MessageRow
	acts := widgets.MessageActs{
		Open:  c.acts.open,
		React: func(emoji string) { c.react(m, emoji) },
		Pick:  func(at fyne.Widget) { c.pickReaction(at, m) },
		Menu:  func(at fyne.Widget, pos *fyne.Position) { c.showMenu(at, pos, m, row) },
		Grown: func() { c.stream.Settle() },
	}
	row = widgets.NewMessageRow(said, c.cardOf(m), acts)
	return row
}

// makeFound makes the row of something found. A click shows it among the
// rest, where it is loaded.
func (c *chatView) makeFound(l chatLine) widgets.StreamRow {
	m := l.message
	if l.kind != chatMessage {
		return c.makeRow(l)
	}
	said := widgets.Message{Key: m.Author.String(), Name: m.Name, Time: l.time, First: true, Pieces: piecesOf(m), Still: true}
	if m.Own {
		said.Name = "You"
	}
	return widgets.NewMessageRow(said, nil, widgets.MessageActs{
		Open: c.acts.open, React: func(string) {}, Pick: func(fyne.Widget) {}, Menu: func(fyne.Widget, *fyne.Position) {},
		Grown: func() { c.found.Settle() }, Go: func() { c.goTo(m.Ref) },
	})
}

// foundLines are the rows of what was found, newest first.
func foundLines(found []*chat.Message, now time.Time) []chatLine {
	lines := make([]chatLine, 0, len(found))
	for _, m := range found {
		lines = append(lines, chatLine{kind: chatMessage, message: m, head: true, time: dayOf(m.Time, now) + ", " + clock(m.Time)})
	}
	return lines
}

// cardOf returns the card of a file that is offered, nil for a text.
func (c *chatView) cardOf(m *chat.Message) *widgets.FileCard {
	if m.Kind != chat.File {
		return nil
	}
	card := c.rows.cards[m.File]
	if card == nil {
		card = widgets.NewFileCard(widgets.File{Name: m.Text, Line: "No longer here"}, func(what widgets.FileAct, at fyne.Widget) {
			c.acts.file(transfer.ID(m.File), what, at)
		})
		c.rows.cards[m.File] = card
	}
	return card
}

// piecesOf sets the text of a message. Only the spans that were found to be
// safe links become links.
func piecesOf(m *chat.Message) []widgets.Piece {
	if m.Deleted {
		return []widgets.Piece{{Kind: widgets.PieceAside, Text: "This message was deleted."}}
	}
	pieces := make([]widgets.Piece, 0, len(m.Spans)+1)
	for _, s := range m.Spans {
		p := widgets.Piece{Text: s.Text}
		switch s.Kind {
		case chat.Link:
			p.Kind, p.Target = widgets.PieceLink, s.Target
		case chat.Mention:
			p.Kind = widgets.PieceName
		case chat.Plain:
		}
		pieces = append(pieces, p)
	}
	if len(pieces) == 0 {
		pieces = append(pieces, widgets.Piece{Text: m.Text})
	}
	if m.Edited {
		pieces = append(pieces, widgets.Piece{Kind: widgets.PieceAside, Text: "  edited"})
	}
	return pieces
}

func reactionsOf(m *chat.Message) []widgets.Reaction {
	var all []widgets.Reaction
	for _, t := range m.Tally() {
		all = append(all, widgets.Reaction{Emoji: t.Emoji, Count: len(t.Names), Own: t.Own, Names: strings.Join(t.Names, ", ")})
	}
	return all
}
