package clipboard

import (
	"slices"
	"testing"
)

func TestFiles(t *testing.T) {
	for text, want := range map[string][]string{
		"file:///tmp/a%20b.txt\r\n":                        {"/tmp/a b.txt"},
		"copy\nfile:///tmp/a\nfile:///tmp/%C3%BC":          {"/tmp/a", "/tmp/ü"},
		"cut\nfile:///tmp/a":                               {"/tmp/a"},
		"# a comment\r\nfile://localhost/tmp/../etc/x\r\n": {"/etc/x"},
		"file:///tmp/a\nhttps://example.org":               nil,
		"https://example.org":                              nil,
		"file://elsewhere/tmp/a":                           nil,
		"file:relative":                                    nil,
		"file:///tmp/a%00b":                                nil,
		"file:///tmp/a\ncopy":                              nil,
		"":                                                 nil,
		"Hello":                                            nil,
		"copy":                                             nil,
		"file:///tmp/a%2":                                  nil,
		"\n\nfile:///tmp/a\n\n# the end\nfile:///tmp/b/..\n": {"/tmp/a", "/tmp"},
	} {
		if got := Files(text); !slices.Equal(got, want) {
			t.Errorf("%q lists %q", text, got)
		}
	}
}

func FuzzFiles(f *testing.F) {
	f.Add("copy\nfile:///tmp/a%20b\r\n#\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, path := range Files(text) {
			if path == "" || path[0] != '/' || slices.Contains([]byte(path), 0) {
				t.Errorf("%q lists %q", text, path)
			}
		}
	})
}
