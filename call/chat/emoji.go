package chat

import "unicode"

// Code points of emoji sequences (UTS #51, section 1.4).
const (
	joiner     = 0x200d // ZERO WIDTH JOINER
	nonJoiner  = 0x200c
	emojiStyle = 0xfe0f // VARIATION SELECTOR-16
	textStyle  = 0xfe0e
	keycap     = 0x20e3
	blackFlag  = 0x1f3f4

	mostJoined = 8 // elements; the longest emoji, people kissing, has 4
)

// pictographs are the blocks in which emoji lie. They include some symbols
// that are none, which does no harm, and places kept free for emoji to come.
var pictographs = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x00a9, Hi: 0x00ae, Stride: 5},
		{Lo: 0x203c, Hi: 0x2049, Stride: 13},
		{Lo: 0x2122, Hi: 0x2139, Stride: 23},
		{Lo: 0x2190, Hi: 0x21ff, Stride: 1},
		{Lo: 0x2300, Hi: 0x23ff, Stride: 1},
		{Lo: 0x24c2, Hi: 0x24c2, Stride: 1},
		{Lo: 0x25a0, Hi: 0x27bf, Stride: 1},
		{Lo: 0x2934, Hi: 0x2935, Stride: 1},
		{Lo: 0x2b00, Hi: 0x2bff, Stride: 1},
		{Lo: 0x3030, Hi: 0x303d, Stride: 13},
		{Lo: 0x3297, Hi: 0x3299, Stride: 2},
	},
	R32: []unicode.Range32{
		{Lo: 0x1f000, Hi: 0x1f1e5, Stride: 1},
		{Lo: 0x1f200, Hi: 0x1f3fa, Stride: 1},
		{Lo: 0x1f400, Hi: 0x1faff, Stride: 1},
	},
	LatinOffset: 1,
}

func isRegional(r rune) bool   { return r >= 0x1f1e6 && r <= 0x1f1ff }
func isSkinTone(r rune) bool   { return r >= 0x1f3fb && r <= 0x1f3ff }
func isKeycapBase(r rune) bool { return r == '#' || r == '*' || r >= '0' && r <= '9' }

// flagTags are what follows the black flag in the flags that UTS #51
// recommends: gbeng, gbsct and gbwls in invisible letters, England, Scotland
// and Wales. Any other tags are hidden text.
var flagTags = []string{
	"\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
	"\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
	"\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
}

// IsEmoji reports whether s is one emoji and nothing else: a pictograph with
// its variants, several joined to one, a flag, or a keycap.
func IsEmoji(s string) bool {
	if len(s) > MaxEmoji {
		return false
	}
	runes := []rune(s)
	if len(runes) == 2 && isRegional(runes[0]) && isRegional(runes[1]) {
		return true
	}
	if n := len(runes); (n == 2 || n == 3 && runes[1] == emojiStyle) && isKeycapBase(runes[0]) {
		return runes[n-1] == keycap
	}
	return isJoined(runes)
}

// isJoined reports whether runes are pictographs with joiners between them.
func isJoined(runes []rune) bool {
	for range mostJoined {
		n := element(runes)
		if n == 0 || n == len(runes) {
			return n > 0
		}
		if runes[n] != joiner {
			return false
		}
		runes = runes[n+1:]
	}
	return false
}

// element returns the length of the pictograph that runes begin with, its
// style, skin tone or tags included.
func element(runes []rune) int {
	if len(runes) == 0 || !unicode.Is(pictographs, runes[0]) {
		return 0
	}
	if n := flagLength(runes); n > 0 {
		return n
	}
	if len(runes) > 1 && (runes[1] == emojiStyle || isSkinTone(runes[1])) {
		return 2
	}
	return 1
}

// flagLength returns the length of the flag of tags that runes begin with.
func flagLength(runes []rune) int {
	if runes[0] != blackFlag {
		return 0
	}
	for _, flag := range flagTags {
		tags := []rune(flag)
		if len(runes) > len(tags) && string(runes[1:1+len(tags)]) == flag {
			return 1 + len(tags)
		}
	}
	return 0
}
