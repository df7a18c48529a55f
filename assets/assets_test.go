package assets_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/color"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/assets"
)

// TestEveryIconIsNamedAndReadable finds a constant that names no file, a file
// that is no XML, and a file that takes no colour.
func TestEveryIconIsNamedAndReadable(t *testing.T) {
	source, err := os.ReadFile("icons.go")
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("icons/*.svg")
	if got := strings.Count(string(source), " Icon = "); got != len(files) {
		t.Errorf("%d constants for %d files", got, len(files))
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".svg")
		if !strings.Contains(string(source), `"`+name+`"`) {
			t.Errorf("%s has no constant", file)
		}
		checkIcon(t, assets.Icon(name))
	}
}

func checkIcon(t *testing.T, icon assets.Icon) {
	t.Helper()
	svg := icon.Filled(color.NRGBA{R: 0x0B, G: 0x6B, B: 0x66, A: 0xFF})
	if !bytes.Contains(svg, []byte(`fill="#0b6b66"`)) {
		t.Errorf("%s takes no colour", icon)
	}
	for d := xml.NewDecoder(bytes.NewReader(svg)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%s: %v", icon, err)
		}
	}
}

func TestUnknownIconIsEmpty(t *testing.T) {
	if assets.Icon("../assets").SVG() != nil {
		t.Error("an icon outside the folder")
	}
}

func TestAppIcon(t *testing.T) {
	c, err := png.DecodeConfig(bytes.NewReader(assets.AppIcon))
	if err != nil || c.Width != 512 || c.Height != 512 {
		t.Errorf("app icon is %dx%d, %v", c.Width, c.Height, err)
	}
}
