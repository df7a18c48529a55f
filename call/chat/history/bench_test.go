package history_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/call/chat"
	"parley/call/chat/history"
)

const many = 100_000

// large fills a profile with 100,000 messages of 12 words out of 3,000, in ten
// conversations.
func large(b *testing.B) string {
	b.Helper()
	dir := b.TempDir()
	s, err := history.Open(dir, true)
	if err != nil {
		b.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	words := vocabulary(random)
	const batch = 1000
	for i := 0; i < many; i += batch {
		changes := make([]chat.Change, 0, batch)
		for n := range batch {
			changes = append(changes, said(ben, i+n, sentence(random, words, i+n)))
		}
		s.Record(chat.InRoom(fmt.Sprint(i/batch%10)), changes)
		if e, ok := (<-s.Events()).(history.Stored); !ok {
			b.Fatalf("%+v", e)
		}
	}
	s.Close()
	info, err := os.Stat(filepath.Join(dir, "history.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/many, "bytes/message")
	return dir
}

func vocabulary(random *rand.Rand) []string {
	words := make([]string, 3000)
	for i := range words {
		word := make([]byte, 2+random.IntN(8))
		for j := range word {
			word[j] = "etaoinshrdlcumwfgypbvk"[random.IntN(22)]
		}
		words[i] = string(word)
	}
	return words
}

func sentence(random *rand.Rand, words []string, i int) string {
	all := make([]string, 12)
	for j := range all {
		all[j] = words[min(random.IntN(len(words)), random.IntN(len(words)))]
	}
	if i == many/2 {
		all[6] = "xylophone"
	}
	return strings.Join(all, " ")
}

func BenchmarkFill(b *testing.B) {
	for b.Loop() {
		large(b)
	}
}

func BenchmarkSearch(b *testing.B) {
	s, err := history.Open(large(b), true)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for name, text := range map[string]string{
		"rare": "xylophone", "common": "ing", "two-letters": "ab", "two-words": "eta ing", "absent": "zzzzz", "absent-two-letters": "zz",
	} {
		b.Run(name, func(b *testing.B) {
			hits := 0
			for b.Loop() {
				s.Search("", text, 50)
				hits = len((<-s.Events()).(history.Found).Hits)
			}
			b.ReportMetric(float64(hits), "hits")
		})
	}
	b.Run("in-one-conversation", func(b *testing.B) {
		for b.Loop() {
			s.Search(chat.InRoom("3"), "xylophone", 50)
			<-s.Events()
		}
	})
}

// BenchmarkOpen is the time to the first page of a conversation.
func BenchmarkOpen(b *testing.B) {
	dir := large(b)
	for b.Loop() {
		s, err := history.Open(dir, true)
		if err != nil {
			b.Fatal(err)
		}
		s.Load(chat.InRoom("3"), chat.Ref{}, 100)
		if page := (<-s.Events()).(history.Page); len(page.Messages) != 100 {
			b.Fatalf("%+v", page)
		}
		s.Close()
	}
}

func BenchmarkPage(b *testing.B) {
	s, err := history.Open(large(b), true)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for b.Loop() {
		s.Load(chat.InRoom("3"), ref(ben, 43_500), 100)
		if page := (<-s.Events()).(history.Page); len(page.Messages) != 100 {
			b.Fatalf("%+v", page)
		}
	}
}

// BenchmarkRecord is the time until one message is stored, on its own.
func BenchmarkRecord(b *testing.B) {
	s, err := history.Open(large(b), true)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	n := many
	for b.Loop() {
		n++
		s.Record(thread, []chat.Change{said(ben, n, "a message as people write them, of some words")})
		<-s.Events()
	}
}

// BenchmarkErase removes a conversation of 20 messages, and one of 10,000 out
// of ten.
func BenchmarkErase(b *testing.B) {
	s, err := history.Open(large(b), true)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	b.Run("small", func(b *testing.B) {
		for b.Loop() {
			var changes []chat.Change
			for n := range 20 {
				changes = append(changes, said(ben, n, "a message as people write them, of some words"))
			}
			s.Record(thread, changes)
			<-s.Events()
			s.Erase(thread)
			<-s.Events()
		}
	})
	b.Run("large", func(b *testing.B) {
		n := 0
		for b.Loop() {
			s.Erase(chat.InRoom(fmt.Sprint(n % 10)))
			<-s.Events()
			n++
		}
	})
}

// BenchmarkEdit replaces a text, and what the index knows of it.
func BenchmarkEdit(b *testing.B) {
	dir := large(b)
	random := rand.New(rand.NewPCG(3, 4))
	words := vocabulary(random)
	var long []string
	for size := 0; size < chat.MaxText-10; size += len(long[len(long)-1]) + 1 {
		long = append(long, words[random.IntN(len(words))])
	}
	for name, text := range map[string]string{"short": "a message as people write them, of some words", "16-KiB": strings.Join(long, " ")} {
		b.Run(name, func(b *testing.B) {
			s, err := history.Open(dir, true)
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			s.Record(thread, []chat.Change{said(ben, many, text)})
			<-s.Events()
			n := 0
			for b.Loop() {
				n++
				s.Record(thread, []chat.Change{chat.Edited{Ref: ref(ben, many), Text: fmt.Sprint(text, n%10)}})
				if e, ok := (<-s.Events()).(history.Stored); !ok {
					b.Fatal(e)
				}
			}
		})
	}
}
