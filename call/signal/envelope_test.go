package signal_test

import (
	"errors"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parley/call/signal"
)

const (
	fingerprint = "sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF"
	callText    = "2f6c1d0e8b7a4f0d9c3e5a6b7c8d9e0f"
)

// texts draws strings that are text: no NUL, no U+FFFD, no surrogates.
func texts(limit int) *rapid.Generator[string] {
	return rapid.StringOfN(rapid.RuneFrom([]rune("aZ09 <&>\"\\/\n\té名👩\u2028")), 0, -1, limit)
}

func bodies() *rapid.Generator[signal.Body] {
	reason := rapid.StringMatching(`[a-z-]{1,32}`)
	return rapid.Custom(func(t *rapid.T) signal.Body {
		all := []signal.Body{
			signal.Hello{
				Name: texts(255).Draw(t, "name"), Device: texts(255).Draw(t, "device"),
				Versions: rapid.SliceOfN(rapid.IntRange(1, 255), 1, 16).Draw(t, "versions"),
			},
			signal.Ring{Video: rapid.Bool().Draw(t, "video")},
			signal.Join{Video: rapid.Bool().Draw(t, "video")},
			signal.Ringing{},
			signal.Accept{Video: rapid.Bool().Draw(t, "video")},
			signal.Decline{Reason: reason.Draw(t, "reason")},
			signal.Busy{},
			signal.Cancel{},
			signal.End{Reason: reason.Draw(t, "reason")},
			signal.Description{
				Kind: rapid.SampledFrom([]string{signal.Offer, signal.Answer}).Draw(t, "kind"),
				SDP:  "v=0\r\n" + texts(2000).Draw(t, "sdp"), Fingerprint: fingerprint,
				Signature: rapid.SliceOfN(rapid.Byte(), 64, 64).Draw(t, "signature"),
			},
			signal.Candidate{
				Candidate: strings.ReplaceAll(texts(512).Draw(t, "candidate"), "\n", ""), Mid: texts(64).Draw(t, "mid"),
				MLine: rapid.IntRange(0, 31).Draw(t, "mline"), UsernameFragment: texts(256).Draw(t, "ufrag"),
			},
			signal.Renegotiate{},
			signal.Resume{},
			signal.Ping{},
			signal.Pong{},
		}
		return rapid.SampledFrom(all).Draw(t, "body")
	})
}

func TestEnvelopeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := signal.Envelope{
			Version: rapid.IntRange(1, 255).Draw(t, "version"), Body: bodies().Draw(t, "body"),
			Sequence: rapid.Uint64Range(1, signal.MaxSequence).Draw(t, "sequence"),
		}
		if !signal.OfLink(e.Body) {
			e.Call = signal.NewCallID()
		}
		data, err := signal.Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := signal.Decode(data); err != nil || !reflect.DeepEqual(got, e) {
			t.Fatalf("%s gives %+v, %v", data, got, err)
		}
	})
}

func TestDecodeIsStrict(t *testing.T) {
	ring := `{"v":1,"call":"` + callText + `","seq":7,"type":"ring","body":{"video":true}}`
	with := func(old, new string) string {
		if strings.Count(ring, old) != 1 {
			t.Fatalf("%q is not there once", old)
		}
		return strings.Replace(ring, old, new, 1)
	}
	hello := `{"v":1,"seq":1,"type":"hello","body":{"name":"Mara","device":"","versions":[1]}}`
	if _, err := signal.Decode([]byte(ring)); err != nil {
		t.Fatal(err)
	}
	for name, message := range map[string]string{
		"nothing":               "",
		"array":                 "[" + ring + "]",
		"followed":              ring + "{}",
		"cut":                   ring[:len(ring)-1],
		"unknown member":        with(`"v":1`, `"v":1,"x":1`),
		"unknown body member":   with(`true`, `true,"x":1`),
		"missing body member":   with(`"video":true`, ``),
		"missing body":          with(`,"body":{"video":true}`, ``),
		"body of another shape": with(`{"video":true}`, `[true]`),
		"null body":             with(`{"video":true}`, `null`),
		"null member":           with(`true`, `null`),
		"mistyped member":       with(`true`, `"true"`),
		"member twice":          with(`true`, `true,"video":false`),
		"other case":            with(`"video"`, `"Video"`),
		"escaped twice":         with(`true`, `true,"\u0076ideo":false`),
		"missing call":          with(`"call":"`+callText+`",`, ``),
		"upper-case call":       with(callText, strings.ToUpper(callText)),
		"zero call":             with(callText, strings.Repeat("0", 32)),
		"missing version":       with(`"v":1,`, ``),
		"version 0":             with(`"v":1`, `"v":0`),
		"fraction":              with(`"seq":7`, `"seq":7.5`),
		"exponent":              with(`"seq":7`, `"seq":7e0`),
		"sequence 0":            with(`"seq":7`, `"seq":0`),
		"negative sequence":     with(`"seq":7`, `"seq":-7`),
		"sequence too large":    with(`"seq":7`, `"seq":9007199254740992`),
		"unknown type":          with(`"ring"`, `"rong"`),
		"type of another case":  with(`"ring"`, `"Ring"`),
		"not UTF-8":             with(callText, callText[:31]+"\xff"),
		"link with call":        strings.Replace(hello, `"seq"`, `"call":"`+callText+`","seq"`, 1),
		"no versions":           strings.Replace(hello, `[1]`, `[]`, 1),
		"many versions":         strings.Replace(hello, `[1]`, `[1`+strings.Repeat(",1", 16)+`]`, 1),
		"long name":             strings.Replace(hello, `Mara`, strings.Repeat("a", 256), 1),
		"lone surrogate":        strings.Replace(hello, `Mara`, `\ud800`, 1),
		"NUL":                   strings.Replace(hello, `Mara`, `\u0000`, 1),
		"deep":                  strings.Replace(hello, `[1]`, `[1],"x":[[[1]]]`, 1),
		"very deep":             strings.Replace(hello, `[1]`, strings.Repeat("[", 30_000)+strings.Repeat("]", 30_000), 1),
		"too large":             strings.Replace(hello, `Mara`, strings.Repeat(" ", signal.MaxMessage), 1),
	} {
		if e, err := signal.Decode([]byte(message)); !errors.Is(err, signal.ErrProtocol) {
			t.Errorf("%s: %+v, %v", name, e, err)
		}
	}
	later := strings.Replace(hello, `[1]`, `[1,2],"hair_colour":["red"]`, 1)
	if _, err := signal.Decode([]byte(later)); err != nil {
		t.Errorf("a hello of a later version: %v", err)
	}
}

func TestEncodeRefusesWhatDecodeWould(t *testing.T) {
	description := signal.Description{Kind: signal.Offer, SDP: "v=0", Fingerprint: fingerprint, Signature: make([]byte, 64)}
	alter := func(edit func(*signal.Description)) signal.Body {
		d := description
		edit(&d)
		return d
	}
	for name, body := range map[string]signal.Body{
		"none":            nil,
		"no reason":       signal.End{},
		"odd reason":      signal.Decline{Reason: "Because"},
		"long reason":     signal.Decline{Reason: strings.Repeat("a", 33)},
		"other kind":      alter(func(d *signal.Description) { d.Kind = "pranswer" }),
		"no SDP":          alter(func(d *signal.Description) { d.SDP = "" }),
		"long SDP":        alter(func(d *signal.Description) { d.SDP = strings.Repeat("a", signal.MaxSDP+1) }),
		"escaped too far": alter(func(d *signal.Description) { d.SDP = strings.Repeat("\n", signal.MaxSDP) }),
		"many media":      alter(func(d *signal.Description) { d.SDP = strings.Repeat("m=audio\n", 33) }),
		"many candidates": alter(func(d *signal.Description) { d.SDP = strings.Repeat("a=candidate:1\n", 101) }),
		"short signature": alter(func(d *signal.Description) { d.Signature = make([]byte, 63) }),
		"fingerprint":     alter(func(d *signal.Description) { d.Fingerprint = strings.ToLower(fingerprint) }),
		"not text":        signal.Candidate{Candidate: "\xff"},
		"long candidate":  signal.Candidate{Candidate: strings.Repeat("a", 513)},
		"two lines":       signal.Candidate{Candidate: "a\r\nb"},
		"media line":      signal.Candidate{MLine: 32},
	} {
		_, err := signal.Encode(signal.Envelope{Version: 1, Sequence: 1, Call: signal.NewCallID(), Body: body})
		if !errors.Is(err, signal.ErrProtocol) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, e := range []signal.Envelope{
		{Body: signal.Hello{Name: "Mara", Device: "laptop", Versions: []int{1, 2}}},
		{Call: signal.NewCallID(), Body: signal.Ring{Video: true}},
		{Call: signal.NewCallID(), Body: signal.End{Reason: "hung-up"}},
		{Call: signal.NewCallID(), Body: signal.Candidate{Candidate: "candidate:1 1 udp 1 192.0.2.1 9 typ host", Mid: "0"}},
		{Call: signal.NewCallID(), Body: signal.Description{
			Kind: signal.Answer, SDP: "v=0\r\na=fingerprint:" + fingerprint, Fingerprint: fingerprint, Signature: make([]byte, 64),
		}},
	} {
		e.Version, e.Sequence = 1, 1
		data, err := signal.Encode(e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"v":1,"call":"` + callText + `","seq":7,"type":"pong","body":{}}`))
	f.Add([]byte(strings.Repeat("[", 1000)))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := signal.Decode(data)
		if err != nil {
			if !errors.Is(err, signal.ErrProtocol) {
				t.Fatalf("%v", err)
			}
			return
		}
		again, err := signal.Encode(e)
		if err != nil {
			t.Fatalf("%q was read and cannot be written: %v", data, err)
		}
		if back, err := signal.Decode(again); err != nil || !reflect.DeepEqual(back, e) {
			t.Fatalf("%q gives %+v, then %+v, %v", data, e, back, err)
		}
	})
}

// What a hostile message makes the parser allocate is bounded by its size.
func TestDecodeAllocatesInProportion(t *testing.T) {
	messages := [][]byte{
		[]byte(strings.Repeat("[", signal.MaxMessage)),
		[]byte(`{"a":` + strings.Repeat("[", 60_000) + strings.Repeat("]", 1)),
		[]byte(`{"v":1,"body":"` + strings.Repeat(`\u0041`, 10_000) + `"}`),
		[]byte(`{` + strings.Repeat(`"a":1,`, 10_000) + `"b":1}`),
		[]byte(`[` + strings.Repeat(`{},`, 20_000) + `{}]`),
	}
	for _, m := range messages {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = signal.Decode(m)
		runtime.ReadMemStats(&after)
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 4<<20 {
			t.Errorf("%.20q… makes the parser allocate %d bytes", m, grown)
		}
	}
}

func BenchmarkDecodeDescription(b *testing.B) {
	sdp := "v=0\r\n" + strings.Repeat("a=rtpmap:96 VP8/90000\r\n", 200)
	data, err := signal.Encode(signal.Envelope{Version: 1, Sequence: 1, Call: signal.NewCallID(), Body: signal.Description{
		Kind: signal.Offer, SDP: sdp, Fingerprint: fingerprint, Signature: make([]byte, 64),
	}})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := signal.Decode(data); err != nil {
			b.Fatal(err)
		}
	}
}
