package chat

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

const (
	someID  = `"2f6c1d0e8b7a4f0d9c3e5a6b7c8d9e0f"`
	someKey = `"aeaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"`
)

// senseless are messages that break a rule of PROTOCOL.md, section 1 or 2.
var senseless = map[string]string{
	"empty":            ``,
	"no object":        `[]`,
	"null":             `null`,
	"two objects":      `{"v":1,"type":"typing","on":true}{}`,
	"cut":              `{"v":1,"type":"typing","on":tr`,
	"not UTF-8":        "{\"v\":1,\"type\":\"text\",\"id\":" + someID + ",\"at\":0,\"text\":\"\xff\"}",
	"no version":       `{"type":"typing","on":true}`,
	"version 0":        `{"v":0,"type":"typing","on":true}`,
	"version 256":      `{"v":256,"type":"typing","on":true}`,
	"version as text":  `{"v":"1","type":"typing","on":true}`,
	"no type":          `{"v":1}`,
	"type a number":    `{"v":1,"type":1}`,
	"no text":          `{"v":1,"type":"text","id":` + someID + `,"at":0}`,
	"empty text":       `{"v":1,"type":"text","id":` + someID + `,"at":0,"text":""}`,
	"text null":        `{"v":1,"type":"text","id":` + someID + `,"at":0,"text":null}`,
	"text a number":    `{"v":1,"type":"text","id":` + someID + `,"at":0,"text":7}`,
	"text in capitals": `{"v":1,"type":"text","id":` + someID + `,"at":0,"Text":"x"}`,
	"text too long":    `{"v":1,"type":"text","id":` + someID + `,"at":0,"text":"` + strings.Repeat("x", MaxText+1) + `"}`,
	"half a character": `{"v":1,"type":"text","id":` + someID + `,"at":0,"text":"\ud83d"}`,
	"NUL":              `{"v":1,"type":"text","id":` + someID + `,"at":0,"text":"a\u0000"}`,
	"time a fraction":  `{"v":1,"type":"text","id":` + someID + `,"at":0.5,"text":"x"}`,
	"time negative":    `{"v":1,"type":"text","id":` + someID + `,"at":-1,"text":"x"}`,
	"time too large":   `{"v":1,"type":"text","id":` + someID + `,"at":9007199254740992,"text":"x"}`,
	"id short":         `{"v":1,"type":"text","id":"2f","at":0,"text":"x"}`,
	"id in capitals":   `{"v":1,"type":"text","id":"2F6C1D0E8B7A4F0D9C3E5A6B7C8D9E0F","at":0,"text":"x"}`,
	"id of zeros":      `{"v":1,"type":"text","id":"00000000000000000000000000000000","at":0,"text":"x"}`,
	"id null":          `{"v":1,"type":"text","id":null,"at":0,"text":"x"}`,
	"edit of nothing":  `{"v":1,"type":"edit","id":` + someID + `,"text":"x"}`,
	"delete nothing":   `{"v":1,"type":"delete","id":` + someID + `}`,
	"no author":        `{"v":1,"type":"react","id":` + someID + `,"of":` + someID + `,"emoji":"👍"}`,
	"author no key":    `{"v":1,"type":"react","id":` + someID + `,"author":"me","of":` + someID + `,"emoji":"👍"}`,
	"no emoji":         `{"v":1,"type":"react","id":` + someID + `,"author":` + someKey + `,"of":` + someID + `,"emoji":"hello"}`,
	"two emoji":        `{"v":1,"type":"react","id":` + someID + `,"author":` + someKey + `,"of":` + someID + `,"emoji":"👍👍"}`,
	"emoji too long":   `{"v":1,"type":"react","id":` + someID + `,"author":` + someKey + `,"of":` + someID + `,"emoji":"` + strings.Repeat("👍", 65) + `"}`,
	"typing maybe":     `{"v":1,"type":"typing","on":"yes"}`,
	"no ids":           `{"v":1,"type":"ack","ids":[]}`,
	"65 ids":           `{"v":1,"type":"ack","ids":[` + strings.TrimSuffix(strings.Repeat(someID+",", 65), ",") + `]}`,
	"ids with null":    `{"v":1,"type":"ack","ids":[null]}`,
	"one id":           `{"v":1,"type":"ack","ids":` + someID + `}`,
	"too long":         `{"v":1,"type":"typing","on":true,"padding":"` + strings.Repeat("x", MaxMessage) + `"}`,
	"very deep":        `{"v":1,"type":"typing","on":true,"x":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `}`,
}

func TestSenselessMessages(t *testing.T) {
	for name, data := range senseless {
		if m, err := decode([]byte(data)); !errors.Is(err, errSenseless) {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
}

func TestIgnoredMessages(t *testing.T) {
	for name, data := range map[string]string{
		"unknown type":  `{"v":1,"type":"poll","id":7}`,
		"later version": `{"v":2,"type":"text","id":7}`,
	} {
		if m, err := decode([]byte(data)); m != nil || err != nil {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
}

func TestMessagesTravel(t *testing.T) {
	id, of := NewID(), NewID()
	var ref reactMessage
	if err := ref.Author.UnmarshalText([]byte(strings.Trim(someKey, `"`))); err != nil {
		t.Fatal(err)
	}
	for _, m := range []message{
		textMessage{ID: id, At: 0, Text: `a <b> "c" \ & é 👍` + "\n\t"},
		textMessage{ID: id, At: maxTime, Text: strings.Repeat(`"`, MaxText)},
		editMessage{ID: id, Of: of, Text: "x"},
		deleteMessage{ID: id, Of: of},
		reactMessage{ID: id, Author: ref.Author, Of: of, Emoji: "👍🏽"},
		reactMessage{ID: id, Author: ref.Author, Of: of},
		typingMessage{On: true},
		typingMessage{},
		ackMessage{IDs: []ID{id, of}},
	} {
		data := encode(m)
		if got, err := decode(data); err != nil || !reflect.DeepEqual(got, m) {
			t.Errorf("%+v became %+v, %v", m, got, err)
		}
		if len(data) > MaxMessage {
			t.Errorf("%T has %d bytes", m, len(data))
		}
	}
}

func TestUnknownMembersAreIgnored(t *testing.T) {
	m, err := decode([]byte(`{"v":1,"type":"typing","on":true,"ON":false,"later":{"a":[null]}}`))
	if err != nil || m != (typingMessage{On: true}) {
		t.Errorf("%+v, %v", m, err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, data := range senseless {
		f.Add([]byte(data))
	}
	f.Add(encode(textMessage{ID: NewID(), At: 1, Text: "x"}))
	f.Add(encode(ackMessage{IDs: []ID{NewID()}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := decode(data)
		if err != nil {
			if !errors.Is(err, errSenseless) {
				t.Fatal(err)
			}
			return
		}
		if m == nil {
			return
		}
		again, err := decode(encode(m))
		if err != nil || !reflect.DeepEqual(again, m) {
			t.Fatalf("%+v became %+v, %v", m, again, err)
		}
	})
}
