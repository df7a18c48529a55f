package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"github.com/go-text/typesetting/segmenter"

	"parley/ui/theme"
)

// PieceKind is how a piece of a text is set.
type PieceKind int

// The kinds of piece.
const (
	PieceWords PieceKind = iota
	PieceLink            // underlined; a click opens Target
	PieceName            // of a person, bold
	PieceAside           // small and muted: what the program adds
)

// Piece is a part of a text.
type Piece struct {
	Kind   PieceKind
	Text   string
	Target string // of a link
}

// passage is a text of pieces, set in lines of a width.
type passage struct {
	lines []passageLine
	more  bool // there is more than was asked for
}

// passageLine is one line, its fragments from left to right.
type passageLine struct {
	fragments []fragment
	leftward  bool // it reads from right to left
	width     float32
}

// fragment is a stretch of one piece in a line.
type fragment struct {
	piece    int
	text     string
	x, width float32
}

// leastLetter is how wide a letter is at least, in Fyne units: it bounds how
// many of a long text are looked at for the lines that are wanted.
const leastLetter float32 = 2

// setPassage sets pieces in at most most lines of a width, or in all it needs
// when most is 0. Lines end where UAX #14 lets them, else between letters.
func setPassage(pieces []Piece, width float32, most int) *passage {
	s := &setter{pieces: pieces, width: max(width, theme.TextBody), most: most}
	runes := s.join(most * int(s.width/leastLetter))
	s.leftward = firstStrong(runes)
	var seg segmenter.Segmenter
	seg.Init(runes)
	for it := seg.LineIterator(); it.Next() && !s.full(); {
		l := it.Line()
		s.segment(l.Offset, l.Text)
		if n := len(l.Text); l.IsMandatoryBreak && n > 0 && isNewline(l.Text[n-1]) {
			s.feed()
			s.leftward = firstStrong(runes[l.Offset+n:])
		}
		s.done = l.Offset + len(l.Text)
	}
	if !s.full() && (len(s.line.fragments) > 0 || len(s.lines) == 0) {
		s.feed()
	}
	return &passage{lines: s.lines, more: s.cut || s.done < s.total || len(s.line.fragments) > 0}
}

// setter sets one text.
type setter struct {
	pieces []Piece
	ends   []int // of the pieces, in runes
	total  int   // runes in all pieces
	width  float32
	most   int  // lines; 0 for all
	done   int  // runes that were set
	cut    bool // within a word

	lines []passageLine
	line  passageLine
	x     float32

	leftward bool // the paragraph is read from right to left
}

// full says whether all lines that are wanted are there.
func (s *setter) full() bool { return s.most > 0 && len(s.lines) >= s.most }

// join returns the runes of all pieces, at most most of them unless that is 0.
func (s *setter) join(most int) []rune {
	var runes []rune
	for _, p := range s.pieces {
		runes = append(runes, []rune(p.Text)...)
		s.ends = append(s.ends, len(runes))
	}
	s.total = len(runes)
	if most > 0 && len(runes) > most {
		runes = runes[:most]
	}
	return runes
}

func isNewline(r rune) bool {
	return r == '\n' || r == '\u2028' || r == '\u2029' || r == '\v' || r == '\f'
}

// segment puts what must not be parted onto the line, or the next one.
func (s *setter) segment(from int, text []rune) {
	for len(text) > 0 && (isNewline(text[len(text)-1]) || text[len(text)-1] == '\r') {
		text = text[:len(text)-1]
	}
	if len(text) == 0 {
		return
	}
	words := []rune(strings.TrimRight(string(text), " "))
	width := s.measure(from, words)
	if whole := s.linkAhead(from); s.x > 0 && s.x+whole > s.width && whole <= s.width {
		s.feed() // a link that fits a line is not broken
	}
	if s.x > 0 && s.x+width > s.width {
		s.feed()
	}
	if s.full() {
		s.cut = true
		return
	}
	if width > s.width {
		s.letters(from, text)
		return
	}
	s.append(from, text)
}

// linkAhead is how wide the link is that begins at a rune; 0 when none does.
func (s *setter) linkAhead(at int) float32 {
	start := 0
	for i, end := range s.ends {
		if start == at && s.pieces[i].Kind == PieceLink {
			return measurePiece(PieceLink, s.pieces[i].Text)
		}
		start = end
	}
	return 0
}

// letters parts what is wider than a line, between letters.
func (s *setter) letters(from int, text []rune) {
	var seg segmenter.Segmenter
	seg.Init(text)
	for it := seg.GraphemeIterator(); it.Next(); {
		if s.full() {
			s.cut = true
			return
		}
		g := it.Grapheme()
		if s.x > 0 && s.x+s.measure(from+g.Offset, g.Text) > s.width {
			s.feed()
		}
		s.append(from+g.Offset, g.Text)
	}
}

// append puts text at the end of the line.
func (s *setter) append(from int, text []rune) {
	s.byPiece(from, text, func(piece int, part string) {
		width := measureSpaced(s.pieces[piece].Kind, part)
		s.x += width
		if last := len(s.line.fragments) - 1; last >= 0 && s.line.fragments[last].piece == piece {
			s.line.fragments[last].text += part
			s.line.fragments[last].width += width
			return
		}
		s.line.fragments = append(s.line.fragments, fragment{piece: piece, text: part, width: width})
	})
}

func (s *setter) measure(from int, text []rune) float32 {
	var width float32
	s.byPiece(from, text, func(piece int, part string) { width += measurePiece(s.pieces[piece].Kind, part) })
	return width
}

// byPiece calls each with every stretch of text that is of one piece.
func (s *setter) byPiece(from int, text []rune, each func(piece int, part string)) {
	for piece, end := range s.ends {
		if n := min(end-from, len(text)); n > 0 {
			each(piece, string(text[:n]))
			from, text = from+n, text[n:]
		}
		if len(text) == 0 {
			return
		}
	}
}

// feed ends the line.
func (s *setter) feed() {
	if last := len(s.line.fragments) - 1; last >= 0 {
		f := &s.line.fragments[last]
		trimmed := strings.TrimRight(f.text, " ")
		f.width -= float32(len(f.text)-len(trimmed)) * measurePiece(s.pieces[f.piece].Kind, " ")
		f.text = trimmed
	}
	s.line.arrange(s.pieces, s.leftward)
	s.lines = append(s.lines, s.line)
	s.line, s.x = passageLine{}, 0
}

// arrange finds where each fragment of a line stands.
func (l *passageLine) arrange(pieces []Piece, leftward bool) {
	ordered := l.order(leftward)
	for i := range l.fragments {
		f := &l.fragments[i]
		if ordered {
			f.width = measurePiece(pieces[f.piece].Kind, f.text)
		}
		f.x = l.width
		l.width += f.width
	}
}

// measureSpaced measures a word with the spaces behind it. Words come again,
// and their measures are kept; whole lines do not.
func measureSpaced(kind PieceKind, text string) float32 {
	word := strings.TrimRight(text, " ")
	width := measurePiece(kind, word)
	if spaces := len(text) - len(word); spaces > 0 {
		width += float32(spaces) * measurePiece(kind, " ")
	}
	return width
}

func measurePiece(kind PieceKind, text string) float32 {
	size, style := pieceType(kind)
	return measure(text, size, style)
}

func pieceType(kind PieceKind) (size float32, style fyne.TextStyle) {
	switch kind {
	case PieceName:
		style.Bold = true
	case PieceAside:
		return theme.TextCaption, style
	case PieceWords, PieceLink:
	}
	return theme.TextBody, style
}

func pieceColor(kind PieceKind) fyne.ThemeColorName {
	switch kind {
	case PieceName, PieceLink:
		return theme.Primary
	case PieceAside:
		return theme.Muted
	case PieceWords:
	}
	return theme.Text
}

// width is that of the widest line.
func (p *passage) width() float32 {
	var width float32
	for _, l := range p.lines {
		width = max(width, l.width)
	}
	return width
}
