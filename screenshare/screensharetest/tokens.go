package screensharetest

import (
	"image/color"
	"regexp"
	"strings"
)

// token is a piece of code in one colour.
type token struct {
	text   string
	colour color.RGBA
}

// lexemes are the pieces of a line of Go: comments, strings, words, numbers, and the rest.
var lexemes = regexp.MustCompile("//.*|\"[^\"]*\"|[A-Za-z_][A-Za-z_0-9]*|[0-9][0-9a-fx.]*|\\s+|.")

var keywords = strings.Fields("break case const continue default defer else for func go if import map nil range return select struct switch type var")

// tokens takes a line of code apart. Tabs become spaces.
func tokens(line string) (list []token) {
	line = strings.ReplaceAll(line, "\t", strings.Repeat(" ", tabWidth))
	for _, at := range lexemes.FindAllStringIndex(line, -1) {
		s := line[at[0]:at[1]]
		list = append(list, token{s, colourOf(s, line[at[1]:])})
	}
	return list
}

func colourOf(s, rest string) color.RGBA {
	switch {
	case strings.HasPrefix(s, "//"):
		return comment
	case s[0] == '"':
		return text
	case s[0] >= '0' && s[0] <= '9':
		return number
	case isKeyword(s):
		return keyword
	case strings.HasPrefix(rest, "("):
		return function
	}
	return plain
}

func isKeyword(s string) bool {
	for _, k := range keywords {
		if k == s {
			return true
		}
	}
	return false
}
