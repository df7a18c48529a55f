package clipboard

import (
	"context"
	"encoding/binary"
	"os"
	"strings"

	"github.com/jezek/xgb/xproto"
)

// The kinds of files and texts that are taken (ICCCM 2.6.2), the best first.
var (
	fileKinds = []string{"text/uri-list", "x-special/gnome-copied-files"}
	textKinds = []string{"UTF8_STRING", "text/plain;charset=utf-8", "STRING"}
)

// read asks the X server. Under Wayland that is Xwayland, which carries what
// is copied between the two.
func read(ctx context.Context) (Content, error) {
	if os.Getenv("DISPLAY") == "" {
		return Content{}, ErrNotHere
	}
	s, err := open(ctx)
	if err != nil {
		return Content{}, err
	}
	defer s.close()
	offered, err := s.offered()
	if err != nil {
		return Content{}, err
	}
	return s.content(offered)
}

// offered returns the kinds that what was copied can be had as.
func (s *selection) offered() (map[xproto.Atom]bool, error) {
	list, err := s.convert("TARGETS")
	if err != nil {
		return nil, err
	}
	kinds := map[xproto.Atom]bool{}
	for ; len(list) >= 4; list = list[4:] {
		kinds[xproto.Atom(binary.NativeEndian.Uint32(list))] = true
	}
	return kinds, nil
}

// content takes the best of what is offered.
func (s *selection) content(offered map[xproto.Atom]bool) (c Content, err error) {
	for _, kind := range fileKinds {
		list, err := s.get(kind, offered)
		if c.Files = Files(string(list)); err != nil || len(c.Files) > 0 {
			return c, err
		}
	}
	if c.Text, err = s.text(offered); err != nil || strings.TrimSpace(c.Text) != "" {
		if c.Files = Files(c.Text); len(c.Files) > 0 {
			c.Text = ""
		}
		return c, err
	}
	for _, p := range pictures {
		data, err := s.get(p.kind, offered)
		if err != nil || len(data) > 0 {
			return Content{Picture: Picture{Data: data, Ending: p.ending}}, err
		}
	}
	return c, nil
}

func (s *selection) text(offered map[xproto.Atom]bool) (string, error) {
	for _, kind := range textKinds {
		data, err := s.get(kind, offered)
		switch {
		case err != nil:
			return "", err
		case len(data) > 0 && kind == "STRING":
			return latin1(data), nil
		case len(data) > 0:
			return strings.ToValidUTF8(strings.TrimRight(string(data), "\x00"), "�"), nil
		}
	}
	return "", nil
}

// latin1 reads ISO 8859-1, which STRING is.
func latin1(data []byte) string {
	runes := make([]rune, len(data))
	for i, b := range data {
		runes[i] = rune(b)
	}
	return string(runes)
}

// get returns what was copied as a kind, nothing unless that is offered.
func (s *selection) get(kind string, offered map[xproto.Atom]bool) ([]byte, error) {
	atom, err := s.atom(kind)
	if err != nil || !offered[atom] {
		return nil, err
	}
	return s.convert(kind)
}
