package chat_test

import (
	"fmt"
	"strings"
	"testing"

	"parley/call/chat"
)

func BenchmarkClean(b *testing.B) {
	for name, text := range map[string]string{
		"line":   "Morning! The notes are here: https://notes.holm.example/plan",
		"16-KiB": strings.Repeat("Sixteen bytes.. ", 1024),
		"emoji":  strings.Repeat("👩\u200d👩\u200d👧\u200d👦 ", 100),
		"zalgo":  strings.Repeat("Z\u0335\u0346\u0327\u0335\u0346\u0327", 1000),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				chat.Split(chat.Clean(text), nil)
			}
		})
	}
}

// BenchmarkAdd is one more line and the snapshot after it, in a full
// conversation.
func BenchmarkAdd(b *testing.B) {
	c := chat.New(chat.Config{Self: anna, Peer: ben})
	if _, err := c.Joined(ben); err != nil {
		b.Fatal(err)
	}
	for range 2000 {
		c.Add(chat.Notice, chat.Person{}, "a line", "")
	}
	n := 0
	for b.Loop() {
		n++
		c.Add(chat.Notice, chat.Person{}, fmt.Sprint(n), "")
		c.Snapshot()
	}
}
