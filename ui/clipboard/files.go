package clipboard

import (
	"net/url"
	"path/filepath"
	"strings"
)

// Files returns the paths of the files that a text lists by their addresses, a
// line each (RFC 2483, text/uri-list); none when it is anything else. File
// managers put the word "copy" or "cut" before them (GNOME's copied-files).
func Files(text string) []string {
	var paths []string
	first := true
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		word := first && (line == "copy" || line == "cut")
		first = false
		if word || line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		path, ok := pathOf(line)
		if !ok {
			return nil
		}
		paths = append(paths, path)
	}
	return paths
}

// pathOf returns the path of a file on this computer.
func pathOf(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "file" || u.Host != "" && u.Host != "localhost" {
		return "", false
	}
	if !filepath.IsAbs(u.Path) || strings.ContainsRune(u.Path, 0) {
		return "", false
	}
	return filepath.Clean(u.Path), true
}
