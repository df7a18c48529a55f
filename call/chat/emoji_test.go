package chat_test

import (
	"strings"
	"testing"

	"parley/call/chat"
)

func TestIsEmoji(t *testing.T) {
	for s, want := range map[string]bool{
		"👍": true, "👍🏽": true, "❤": true, "❤\ufe0f": true, "☕": true, "🇸🇪": true, "1\ufe0f\u20e3": true, "#\u20e3": true,
		"👩\u200d👩\u200d👧\u200d👦": true, "👩🏿\u200d🚀": true, "🏳\ufe0f\u200d🌈": true, "❤\ufe0f\u200d🔥": true,
		"🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f": true,

		"": false, "a": false, "1": false, "ok": false, "👍👍": false, "👍 ": false, "👍a": false, "🇸": false, "🇸🇪🇸🇪": false,
		"👩\u200d": false, "\u200d👩": false, "👍\u0301": false, "👍🏽🏽": false, "🏽": false, "\ufe0f": false, "\xff": false,
		"🏴\U000e0061\U000e007f":            false,
		"🔥" + strings.Repeat("\u200d🔥", 8): false, // too many
		strings.Repeat("👍", 100):           false, // too long
	} {
		if got := chat.IsEmoji(s); got != want {
			t.Errorf("%+q: %v", s, got)
		}
	}
}
