package call

import (
	"fmt"
	"strings"
	"time"

	core "parley/call"
	"parley/call/chat"
	"parley/call/identity"
	"parley/call/session"
	"parley/transfer"
	"parley/transfer/wire"
)

// noon is when the scenes play.
var noon = time.Date(2026, 3, 4, 14, 2, 0, 0, time.Local)

// keyOf is the key of the person with a number; oneself is 9.
func keyOf(n byte) identity.Key { return identity.Key{n + 1} }

// people are who is in the scenes.
var people = []string{"Mara Lindqvist", "Tomás Rivera", "Amal Benali"}

// told is a conversation as it is written.
type told struct {
	messages []*chat.Message
	at       time.Time
	people   []chat.Person
}

func tell() *told {
	t := &told{at: noon}
	for i, name := range append(people[:3:3], "Jonas Weber") {
		key := keyOf(byte(i))
		if i == 3 {
			key = keyOf(9)
		}
		t.people = append(t.people, chat.Person{Key: key, Name: name})
	}
	return t
}

// say adds a text of a person; 9 is oneself.
func (t *told) say(n byte, text string) *chat.Message {
	t.at = t.at.Add(20 * time.Second)
	m := &chat.Message{Ref: chat.Ref{Author: keyOf(n)}, Time: t.at, Text: text, Spans: chat.Split(text, t.people), State: chat.Delivered}
	m.ID = chat.ID{byte(len(t.messages)), byte(len(t.messages) >> 8), 1}
	m.Own = n == 9
	m.Name = "Jonas Weber"
	if !m.Own {
		m.Name = people[n]
	}
	t.messages = append(t.messages, m)
	return m
}

func (t *told) wait(d time.Duration) { t.at = t.at.Add(d) }

func (t *told) chat() core.Chat {
	return core.Chat{Snapshot: &chat.Snapshot{Messages: t.messages}, Open: true}
}

// meeting is a call with the three others.
func meeting() *core.Snapshot {
	s := inCall(core.Active, 3)
	for i := range s.Call.Participants {
		p := session.Person{Name: people[i], Key: keyOf(byte(i)).String()}
		s.Call.Participants[i].Person, s.Call.Participants[i].Contact.Person = p, p
		s.Call.Participants[i].Media.Camera = false
	}
	s.Self.Key, s.Self.Media.Camera = keyOf(9).String(), false
	s.Call.Chat = core.Chat{Snapshot: &chat.Snapshot{}, Open: true}
	return s
}

// plainTalk is the conversation of the mock-up.
func plainTalk() *core.Snapshot {
	s, t := meeting(), tell()
	m := t.say(0, "Morning! The notes are here: https://notes.holm.example/plan")
	m.Reactions = []chat.Reaction{{By: keyOf(1), Name: "Tomás", Emoji: "👍"}, {By: keyOf(9), Name: "You", Own: true, Emoji: "👍"}}
	t.say(9, "Thanks. Can we start with the third page?")
	t.say(1, "Yes. I send the plan first, one moment.")
	f := t.say(1, "Floor plan 3.pdf")
	f.Kind, f.File = chat.File, "plan"
	t.say(2, "@Jonas I am in the train, so I only listen.")
	s.Call.Chat = t.chat()
	s.Call.Chat.Typing = []chat.Person{{Name: "Mara Lindqvist"}}
	s.Files = []transfer.Transfer{offer("plan", 1, "Floor plan 3.pdf", 18_400_000)}
	return s
}

// busyTalk has what is hard to set.
func busyTalk() *core.Snapshot {
	s, t := meeting(), tell()
	t.at = noon.Add(-26 * time.Hour)
	t.say(0, "This was said yesterday.")
	t.at = noon
	t.say(0, "👍 ❤️ 😂 🎉 👨‍👩‍👧 🇩🇪 and text after them")
	t.say(1, "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft")
	t.say(1, "https://example.org/a/very/long/path/that/does/not/end/because/somebody/put/everything/into/it?query=string&more=yes")
	m := t.say(9, "I wrote this and then changed it.")
	m.Edited = true
	t.say(2, "שלום, זה נשלח בעברית עם 123 מספרים וגם English באמצע")
	t.say(2, "مرحبا، هذه رسالة بالعربية")
	m = t.say(1, "")
	m.Deleted, m.Spans = true, nil
	m = t.say(0, "Everybody likes this.")
	for i, e := range []string{"👍", "❤️", "😂", "🎉", "😮", "🙏", "🔥"} {
		m.Reactions = append(m.Reactions, chat.Reaction{By: keyOf(byte(i)), Name: "Mara", Emoji: e})
	}
	n := t.say(0, "Amal joined with a new key. Compare the words once more.")
	n.Kind = chat.Notice
	t.say(0, strings.Repeat("A long story that goes on. ", 60))
	m = t.say(9, "This one waits.")
	m.State = chat.Pending
	m = t.say(9, "This one never arrived, as everybody had left before.")
	m.State = chat.Undelivered
	s.Call.Chat = t.chat()
	s.Call.Chat.Older = true
	s.Call.Chat.Refused = "That was too fast. Wait a moment, then send it again."
	return s
}

// longTalk has n messages.
func longTalk(n int) *core.Snapshot {
	s, t := meeting(), tell()
	for i := range n {
		t.say(byte(i/3%3), fmt.Sprintf("Message %d of a long conversation about the plan, with enough words for two lines.", i))
	}
	s.Call.Chat = t.chat()
	return s
}

func offer(id transfer.ID, from byte, name string, bytes int64) transfer.Transfer {
	return transfer.Transfer{
		ID: id, Peer: keyOf(from).String(), Direction: transfer.Receiving, State: transfer.Offered,
		Items: []transfer.Item{{Name: name, Size: bytes}}, Files: 1, Bytes: bytes, Left: -1,
	}
}

// allFiles has transfers of all states.
func allFiles() *core.Snapshot {
	s := meeting()
	photos := offer("photos", 0, "Photos of the site", 1_200_000_000)
	photos.Items[0].Folder, photos.Files = true, 214
	walk := offer("walk", 1, "Walk through 4.mov", 1_400_000_000)
	walk.State, walk.Sent, walk.Speed, walk.Left = transfer.Running, 612_000_000, 48_000_000, 17*time.Second
	table := offer("table", 2, "Measurements.csv", 2_400_000)
	table.Direction = transfer.Sending
	drawings := offer("drawings", 0, "Drawings.zip", 480_000_000)
	drawings.State, drawings.Sent, drawings.Reason = transfer.Paused, 310_000_000, wire.DiskFull
	held := offer("held", 0, "A very long name of a file that somebody thought would be a good idea (final, really).tar.gz", 80_000_000)
	held.State, held.Sent, held.PausedHere = transfer.Paused, 12_000_000, true
	waits := offer("waits", 1, "Model.blend", 80_000_000)
	waits.Direction, waits.State, waits.Sent = transfer.Sending, transfer.Waiting, 12_000_000
	plan := offer("plan", 1, "Floor plan 3.pdf", 18_400_000)
	plan.State, plan.Sent, plan.Placed, plan.PlacedCount = transfer.Done, plan.Bytes, []string{"/home/jonas/Downloads/Floor plan 3.pdf"}, 1
	no := offer("no", 2, "Notes", 1000)
	no.Direction, no.State = transfer.Sending, transfer.Declined
	bad := offer("bad", 2, "Sound.flac", 90_000_000)
	bad.State, bad.Reason, bad.Sent = transfer.Failed, wire.Changed, 40_000_000
	s.Files = []transfer.Transfer{no, bad, plan, waits, held, drawings, table, walk, photos}
	return s
}

// offersOnly has two files that are offered.
func offersOnly() *core.Snapshot {
	s := meeting()
	photos := offer("photos", 0, "Photos of the site", 1_200_000_000)
	photos.Items[0].Folder, photos.Files = true, 214
	s.Files = []transfer.Transfer{offer("plan", 1, "Floor plan 3.pdf", 18_400_000), photos}
	s.Call.SpeakingMuted = true
	s.Self.Media.Microphone = false
	return s
}

// longNames has people whose names do not fit.
func longNames() *core.Snapshot {
	s, t := meeting(), tell()
	long := "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff the Elder of Somewhere"
	for i := range s.Call.Participants {
		s.Call.Participants[i].Person.Name = long
	}
	m := t.say(0, "My name is long.")
	m.Name = long
	m = t.say(1, "Mine has no spaces.")
	m.Name = strings.Repeat("Wolfeschlegelsteinhausenbergerdorff", 2)
	s.Call.Chat = t.chat()
	s.Call.Chat.Typing = []chat.Person{{Name: strings.Repeat("Wolfeschlegelsteinhausenbergerdorff", 2)}}
	return s
}
