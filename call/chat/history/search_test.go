package history_test

import (
	"strings"
	"testing"

	"parley/call/chat"
	"parley/call/chat/history"
)

func TestSearch(t *testing.T) {
	k := open(t, t.TempDir())
	k.record(thread, said(ben, 1, "The notes are at the café"), said(ben, 2, "100 % sure_ly"), said(ben, 3, "会議は明日です"))
	k.record(other, said(ben, 4, "NOTES again, \"quoted\" OR not"), said(ben, 5, "secret"), said(ben, 6, "old words"))
	k.record(other, chat.Deleted{Ref: ref(ben, 5)}, chat.Edited{Ref: ref(ben, 6), Text: "new words"})
	for text, want := range map[string]string{
		"notes":       `NOTES again, "quoted" OR not|The notes are at the café`,
		"cafe":        "The notes are at the café",
		"note café":   "The notes are at the café",
		"otes":        `NOTES again, "quoted" OR not|The notes are at the café`,
		"notes xyz":   "",
		"at":          "The notes are at the café",
		"0 %":         "100 % sure_ly",
		"%":           "100 % sure_ly",
		"e_l":         "100 % sure_ly",
		"_":           "100 % sure_ly",
		"会議":          "会議は明日です",
		"明日です":        "会議は明日です",
		`"quoted" OR`: `NOTES again, "quoted" OR not`,
		`"`:           `NOTES again, "quoted" OR not`,
		`a" OR "b`:    "",
		"secret":      "",
		"old words":   "",
		"new words":   "new words",
		"":            "",
		" \u200b":     "",
	} {
		if got := k.found("", text); got != want {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
	if got := k.found(thread, "notes"); got != "The notes are at the café" {
		t.Errorf("in one conversation: %q", got)
	}
	k.found("", strings.Repeat(`a"*(^:{} NEAR `, 1000)) // no error
	k.Search("", "notes", 1)
	if found := k.next().(history.Found); !found.More || len(found.Hits) != 1 || found.Hits[0].Thread != other {
		t.Errorf("%+v", found)
	}
}

func FuzzSearch(f *testing.F) {
	k := open(f, f.TempDir())
	k.record(thread, said(ben, 1, "The notes are here"))
	for _, text := range []string{"notes", `"`, "a OR b", "no*", "^the", "{text}: x", "NEAR(a b)", "%_\\", "\x00", "\xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		(&keeper{TB: t, Store: k.Store}).found("", text) // fails on an error
	})
}
