package settings_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"parley/call/settings"
)

func open(t *testing.T, dir string) *settings.Store {
	t.Helper()
	s, err := settings.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestFirstStart(t *testing.T) {
	s := open(t, t.TempDir())
	got := s.Get()
	if got.Name == "" || s.Damage() != nil || !got.Equal(settings.Default(got.Name)) {
		t.Errorf("%+v, %v", got, s.Damage())
	}
}

func TestEveryFieldIsKept(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	fill := func(s *settings.Settings) {
		*s = settings.Settings{Theme: settings.Dark, Server: "https://meet.example.org", Servers: []string{"https://meet.example.org"}}
		fields := reflect.ValueOf(s).Elem()
		for i := range fields.NumField() {
			switch f := fields.Field(i); f.Kind() {
			case reflect.Bool:
				f.SetBool(!settingsDefault.Field(i).Bool())
			case reflect.Float64:
				f.SetFloat(0.25)
			case reflect.Slice: // set above
			default:
				if f.String() == "" {
					f.SetString("x" + fields.Type().Field(i).Name)
				}
			}
		}
	}
	if err := s.Update(fill); err != nil {
		t.Fatal(err)
	}
	var want settings.Settings
	fill(&want)
	if got := open(t, dir).Get(); !got.Equal(want) || !s.Get().Equal(want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

var settingsDefault = reflect.ValueOf(settings.Default(""))

func TestWhatIsOutOfRangeIsPutBack(t *testing.T) {
	s := open(t, t.TempDir())
	mine := s.Get().Name
	for name, tc := range map[string]struct {
		edit func(*settings.Settings)
		good func(settings.Settings) bool
	}{
		"loud":       {func(s *settings.Settings) { s.Volume = 9 }, func(s settings.Settings) bool { return s.Volume == 1 }},
		"negative":   {func(s *settings.Settings) { s.Volume = -1 }, func(s settings.Settings) bool { return s.Volume == 0 }},
		"no number":  {func(s *settings.Settings) { s.Volume = math.NaN() }, func(s settings.Settings) bool { return s.Volume == 1 }},
		"theme":      {func(s *settings.Settings) { s.Theme = "pink" }, func(s settings.Settings) bool { return s.Theme == settings.System }},
		"blank name": {func(s *settings.Settings) { s.Name = " \u200b" }, func(s settings.Settings) bool { return s.Name == mine }},
		"server":     {func(s *settings.Settings) { s.Server = " Meet.Example.org/" }, func(s settings.Settings) bool { return s.Server == "https://meet.example.org" }},
		"no server":  {func(s *settings.Settings) { s.Server = "http://example.org" }, func(s settings.Settings) bool { return s.Server == "" }},
		"servers": {
			func(s *settings.Settings) {
				s.Servers = []string{"a.example", "", "b c", "https://b.example", "A.example"}
			},
			func(s settings.Settings) bool {
				return slices.Equal(s.Servers, []string{"https://b.example", "https://a.example"}) && s.Knows("https://b.example")
			},
		},
		"many servers": {
			func(s *settings.Settings) {
				for n := range 100 {
					s.Agree(fmt.Sprintf("https://%d.example", n))
				}
			},
			func(s settings.Settings) bool {
				return len(s.Servers) == 64 && s.Knows("https://99.example") && !s.Knows("https://1.example")
			},
		},
		"untidy name": {func(s *settings.Settings) { s.Name = " Ann\u202ea " }, func(s settings.Settings) bool { return s.Name == "Anna" }},
	} {
		if err := s.Update(tc.edit); err != nil || !tc.good(s.Get()) {
			t.Errorf("%s: %+v, %v", name, s.Get(), err)
		}
	}
}

func TestFileFaults(t *testing.T) {
	for name, tc := range map[string]struct {
		data    string
		damaged bool
	}{
		"empty":         {"", true},
		"cut":           {`{"name":"Anna"`, true},
		"wrong type":    {`{"name":1}`, true},
		"wrong shape":   {`[]`, true},
		"huge":          {`{"name":"` + strings.Repeat("a", 1<<20) + `"}`, true},
		"unknown field": {`{"name":"Anna","later":1}`, false},
		"few fields":    {`{"name":"Anna"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "settings.json")
			if err := os.WriteFile(path, []byte(tc.data), 0o600); err != nil {
				t.Fatal(err)
			}
			s := open(t, dir)
			if (s.Damage() != nil) != tc.damaged || !tc.damaged && !s.Get().Equal(settings.Default("Anna")) {
				t.Errorf("%+v, %v", s.Get(), s.Damage())
			}
			if aside, _ := filepath.Glob(path + ".damaged-*"); (len(aside) == 1) != tc.damaged {
				t.Errorf("set aside: %v", aside)
			}
			if err := s.Update(func(s *settings.Settings) { s.Mirror = false }); err != nil {
				t.Fatal(err)
			}
			if again := open(t, dir); !again.Get().Equal(s.Get()) || again.Damage() != nil {
				t.Errorf("%+v, %v", again.Get(), again.Damage())
			}
		})
	}
}

func TestUpdatesAreNotLost(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if err := s.Update(func(s *settings.Settings) { s.Camera += "x" }); err != nil {
				t.Error(err)
			}
			s.Get()
		})
	}
	all.Wait()
	if got := open(t, dir).Get().Camera; len(got) != 20 {
		t.Errorf("%d updates are kept", len(got))
	}
}
