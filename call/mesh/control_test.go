package mesh

import (
	"strings"
	"testing"

	"parley/call/session"
)

func TestParseAnnouncement(t *testing.T) {
	good := `{"type":"media","microphone":true,"camera":false,"test_signals":true,"port":7753}`
	a, err := parseAnnouncement([]byte(good))
	if err != nil || !a.Microphone || a.Camera || !a.TestSignals || a.Port != 7753 {
		t.Fatalf("%+v, %v", a, err)
	}
	if _, err := parseAnnouncement([]byte(`{"type":"wave","hand":"left"}`)); err != nil {
		t.Errorf("a message of a newer version: %v", err)
	}
	for name, bad := range map[string]string{
		"empty":     "",
		"trailing":  good + "{}",
		"no object": `[1]`,
		"type":      `{"type":7}`,
		"bool":      `{"type":"media","camera":"yes"}`,
		"port":      `{"type":"media","port":65536}`,
		"large":     `{"type":"` + strings.Repeat("x", mostControl) + `"}`,
	} {
		if _, err := parseAnnouncement([]byte(bad)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func FuzzParseAnnouncement(f *testing.F) {
	f.Add([]byte(`{"type":"media","microphone":true,"camera":false,"test_signals":true,"port":7753}`))
	f.Add([]byte(`{}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := parseAnnouncement(data)
		if err == nil && len(data) > mostControl {
			t.Fatal("an oversized message was taken")
		}
	})
}

func TestParseView(t *testing.T) {
	for text, want := range map[string]session.View{
		`{"type":"view","lines":360,"screen":true}`:                   {Lines: 360, Screen: true},
		`{"type":"view","lines":0,"screen":false,"newer":{"kind":1}}`: {},
		`{"type":"view","lines":18446744073709551615,"screen":false}`: {Lines: session.MaxLines},
	} {
		if v, err := parseView([]byte(text)); err != nil || v != want {
			t.Errorf("%s: %+v, %v", text, v, err)
		}
	}
	for _, bad := range []string{
		`{"type":"view"}`, `{"type":"view","lines":360}`, `{"type":"view","screen":true}`, `{"type":"view","lines":-1,"screen":true}`,
		`{"type":"view","lines":1.5,"screen":true}`, `{"type":"view","lines":"360","screen":true}`, `{"type":"view","lines":null,"screen":true}`,
		`{"type":"view","lines":18446744073709551616,"screen":true}`, `{"type":"view","lines":360,"screen":1}`,
	} {
		if v, err := parseView([]byte(bad)); err == nil {
			t.Errorf("%s was taken as %+v", bad, v)
		}
	}
}

func FuzzParseView(f *testing.F) {
	f.Add([]byte(`{"type":"view","lines":360,"screen":true}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if v, err := parseView(data); err == nil && (v.Lines < 0 || v.Lines > session.MaxLines || len(data) > mostControl) {
			t.Fatalf("%+v was taken", v)
		}
	})
}

func TestWithPort(t *testing.T) {
	for _, c := range []struct {
		address string
		port    uint16
		want    string
	}{
		{"192.0.2.1:50000", 7753, "192.0.2.1:7753"},
		{"[2001:db8::1]:50000", 7753, "[2001:db8::1]:7753"},
		{"192.0.2.1:50000", 0, ""},
		{"nonsense", 7753, ""},
	} {
		if got := withPort(c.address, c.port); got != c.want {
			t.Errorf("withPort(%q, %d) = %q, want %q", c.address, c.port, got, c.want)
		}
	}
}
