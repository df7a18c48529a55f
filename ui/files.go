package ui

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	callview "parley/ui/views/call"
)

// answers are acts that wait for the main thread, which takes them with the
// clock. Each comes of something that the person was asked, so there are few.
type answers struct {
	mu  sync.Mutex
	all []func()
}

func (a *answers) put(act func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.all = append(a.all, act)
}

func (a *answers) take() {
	a.mu.Lock()
	all := a.all
	a.all = nil
	a.mu.Unlock()
	for _, act := range all {
		act()
	}
}

// dropped offers what was dropped on the window.
func (w *Window) dropped(at fyne.Position, items []fyne.URI) {
	if w.page != callPage {
		return
	}
	var paths []string
	for _, item := range items {
		if item.Scheme() == "file" {
			paths = append(paths, filepath.FromSlash(item.Path()))
		}
	}
	w.call.Drop(at, paths)
}

// openLink opens what somebody wrote. It was found to be a web or mail
// address, which is looked at once more, as this hands it to other programs.
func (w *Window) openLink(link string) {
	u, err := url.Parse(link)
	if err == nil && slices.Contains([]string{"http", "https", "mailto"}, u.Scheme) {
		_ = w.app.OpenURL(u) // without a browser nothing happens
	}
}

// openFile opens a file that came, or shows it where opening could run it.
func (w *Window) openFile(path string) {
	if !harmless(path) {
		w.showFile(path)
		return
	}
	w.openPath(path)
}

// showFile shows a file in its folder.
func (w *Window) showFile(path string) {
	w.desktop.Reveal(path, func() { w.answers.put(func() { w.openPath(filepath.Dir(path)) }) })
}

func (w *Window) openPath(path string) {
	_ = w.app.OpenURL(&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}) // likewise
}

// runnable are the endings of files that a desktop may run when they are
// opened, whatever their mode says.
var runnable = []string{
	".desktop", ".appimage", ".sh", ".bash", ".csh", ".run", ".bin", ".out", ".py", ".pl", ".rb", ".php", ".jar", ".jnlp", ".deb", ".rpm",
	".flatpakref", ".snap", ".exe", ".com", ".bat", ".cmd", ".msi", ".scr", ".pif", ".ps1", ".vbs", ".js", ".wsf", ".hta", ".lnk", ".url",
	".reg", ".app", ".command", ".pkg", ".dmg", ".service", ".directory",
}

// harmless reports whether opening a file cannot run it: a plain file without
// the right to be run, and not of a kind that runs without it; or a folder.
func harmless(path string) bool {
	info, err := os.Lstat(path)
	if err != nil {
		return false
	}
	ending := strings.ToLower(filepath.Ext(path))
	if slices.Contains(runnable, ending) {
		return false
	}
	return info.IsDir() || info.Mode().IsRegular() && info.Mode().Perm()&0o111 == 0
}

// choose lets the person choose files or a folder: in the desktop's own
// dialog, or in Fyne's where there is none, one file at a time. done is called
// once, without any if they choose none.
func (w *Window) choose(what callview.Choice, done func(paths []string)) {
	title, folder := "Choose what to send", what != callview.ChooseFiles
	if what == callview.ChoosePlace {
		title = "Choose where the files go"
	}
	w.desktop.Choose(title, folder, func(paths []string, ok bool) {
		w.answers.put(func() {
			if !ok {
				w.chooseHere(title, folder, done)
				return
			}
			done(paths)
		})
	})
}

// chooseHere opens Fyne's dialog.
func (w *Window) chooseHere(title string, folder bool, done func(paths []string)) {
	var d *dialog.FileDialog
	if folder {
		d = dialog.NewFolderOpen(func(u fyne.ListableURI, err error) {
			if err != nil || u == nil {
				done(nil)
				return
			}
			done([]string{filepath.FromSlash(u.Path())})
		}, w.window)
	} else {
		d = dialog.NewFileOpen(func(f fyne.URIReadCloser, err error) {
			if err != nil || f == nil {
				done(nil)
				return
			}
			defer f.Close() // only its name is wanted
			done([]string{filepath.FromSlash(f.URI().Path())})
		}, w.window)
	}
	d.SetTitleText(title)
	d.SetConfirmText("Choose")
	size := w.window.Canvas().Size()
	d.Resize(fyne.NewSize(min(880, size.Width-48), min(640, size.Height-48)))
	d.Show()
}
