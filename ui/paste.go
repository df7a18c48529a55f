package ui

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"parley/ui/clipboard"
	callview "parley/ui/views/call"
)

// pasteLimit bounds how long the program that owns what was copied may take to
// hand it over.
const pasteLimit = 5 * time.Second

// paster reads what was copied, beside the window.
type paster struct {
	scratch string // the folder for pictures until they are sent; empty takes none
	ctx     context.Context
	stop    context.CancelFunc
	done    sync.WaitGroup
	busy    bool // of the main thread
}

func newPaster(scratch string) *paster {
	p := &paster{scratch: scratch}
	p.ctx, p.stop = context.WithCancel(context.Background())
	return p
}

// close ends what goes on and waits for it. It may be called any number of
// times.
func (p *paster) close() {
	p.stop()
	p.done.Wait()
}

// paste reads what was copied; done gets it on the main thread.
func (w *Window) paste(done func(callview.Pasted)) {
	p := w.paster
	if p.busy {
		done(callview.Pasted{})
		return
	}
	p.busy = true
	p.done.Go(func() {
		got, err := p.read()
		w.answers.put(func() {
			p.busy = false
			if errors.Is(err, clipboard.ErrNotHere) {
				got = listed(w.app.Clipboard().Content())
			}
			done(got)
		})
	})
}

// listed tells files from a text, where there are only texts.
func listed(text string) callview.Pasted {
	if files := clipboard.Files(text); len(files) > 0 {
		return callview.Pasted{Paths: files}
	}
	return callview.Pasted{Text: text}
}

func (p *paster) read() (callview.Pasted, error) {
	ctx, cancel := context.WithTimeout(p.ctx, pasteLimit)
	defer cancel()
	copied, err := clipboard.Read(ctx)
	got := callview.Pasted{Paths: copied.Files, Text: copied.Text}
	switch {
	case errors.Is(err, clipboard.ErrTooMuch):
		got.Problem = "What was copied is too large to paste. Save it as a file and send that."
	case err != nil:
		got.Problem = "The program you copied from does not hand it over. Copy it again."
	case len(copied.Picture.Data) > 0 && p.scratch != "":
		path, err := keepPicture(p.scratch, copied.Picture, time.Now())
		if err != nil {
			got.Problem = "The picture cannot be kept to be sent: the disk refuses it."
			break
		}
		got.Paths = []string{path}
	}
	return got, err
}

// mostAlike is how many pictures of one minute are told apart.
const mostAlike = 1000

// keepPicture writes a picture to a folder, under a name that says what it is.
func keepPicture(folder string, picture clipboard.Picture, now time.Time) (path string, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	name := now.Format("Pasted picture 2006-01-02 at 15.04")
	for n := 1; n <= mostAlike; n++ {
		path = filepath.Join(folder, name+picture.Ending)
		if n > 1 {
			path = filepath.Join(folder, fmt.Sprintf("%s (%d)%s", name, n, picture.Ending))
		}
		if err = writeNew(path, picture.Data); !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	return path, err
}

// writeNew writes a file that is not there yet, all of it or none.
func writeNew(path string, data []byte) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err := errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// discard deletes those of paths that were made only to be sent.
func (p *paster) discard(paths []string) {
	for _, path := range paths {
		if p.scratch != "" && filepath.Dir(path) == filepath.Clean(p.scratch) {
			p.done.Go(func() { _ = os.Remove(path) }) // what stays goes with the next start
		}
	}
}
