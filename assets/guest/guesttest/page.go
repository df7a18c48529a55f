package guesttest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// Page is a tab with a profile of its own, so that two of them are two people.
type Page struct {
	t   testing.TB
	tab tab

	mu      sync.Mutex
	console []string
}

// Visit opens a page. The scripts run before its own.
func (b *Browser) Visit(url string, scripts ...string) *Page {
	b.t.Helper()
	p := b.blank()
	for _, script := range scripts {
		p.must(p.tab.before(script))
	}
	p.Go(url)
	return p
}

// blank opens an empty page in a profile of its own.
func (b *Browser) blank() *Page {
	b.t.Helper()
	tab, err := b.maker.open(b.wire)
	if err != nil {
		b.t.Fatal(err)
	}
	p := &Page{t: b.t, tab: tab}
	b.mu.Lock()
	b.pages[tab.name()] = p
	b.mu.Unlock()
	return p
}

func (p *Page) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// event keeps what a page complains of.
func (p *Page) event(method string, params json.RawMessage) {
	switch method {
	case "Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled", "log.entryAdded":
		p.mu.Lock()
		defer p.mu.Unlock()
		p.console = append(p.console, method+" "+string(params))
	}
}

// Complaints returns what the page wrote to its console, and what was thrown
// that nobody caught.
func (p *Page) Complaints() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.console...)
}

// Go leads the page elsewhere.
func (p *Page) Go(url string) {
	p.t.Helper()
	p.must(p.tab.navigate(url))
	p.Wait("document.readyState === 'complete' && location.href !== 'about:blank'")
}

// Reload loads the page again.
func (p *Page) Reload() {
	p.t.Helper()
	p.Eval("window.before = true", nil)
	p.must(p.tab.reload())
	p.Wait("document.readyState === 'complete' && !window.before")
}

// Close closes the page, as a person does who has enough.
func (p *Page) Close() {
	p.t.Helper()
	p.must(p.tab.close())
}

// eval evaluates an expression, which may be a promise, as if a person had
// clicked.
func (p *Page) eval(expression string, into any) error {
	value, err := p.tab.evaluate(expression)
	if err != nil || into == nil || len(value) == 0 {
		return err
	}
	return json.Unmarshal(value, into)
}

// Eval evaluates an expression and reads its value.
func (p *Page) Eval(expression string, into any) {
	p.t.Helper()
	if err := p.eval(expression, into); err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
}

// Text returns what an expression is as a string.
func (p *Page) Text(expression string) string {
	p.t.Helper()
	var text string
	p.Eval("(async () => String("+expression+"))()", &text)
	return text
}

// Wait waits until an expression, which may be a promise, is true.
func (p *Page) Wait(condition string) {
	p.t.Helper()
	var err error
	for end := time.Now().Add(Patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		var yes bool
		if err = p.eval("(async () => !!(await ("+condition+")))()", &yes); err == nil && yes {
			return
		}
	}
	p.t.Fatalf("never: %s (%v)\nthe page shows:\n%s\nand says:\n%s", condition, err, p.shown(), strings.Join(p.last(), "\n"))
}

// last returns the last few complaints.
func (p *Page) last() []string {
	all := p.Complaints()
	return all[max(0, len(all)-3):]
}

func (p *Page) shown() string {
	var text string
	if err := p.eval("document.body.innerText", &text); err != nil {
		return err.Error()
	}
	return text
}

// Click clicks on the first element that has the text, and waits for it.
func (p *Page) Click(text string) {
	p.t.Helper()
	quoted, _ := json.Marshal(text)
	find := fmt.Sprintf(`[...document.querySelectorAll('button, a')].find((e) => e.offsetParent && !e.disabled && (e.innerText.trim() === %[1]s || e.getAttribute('aria-label') === %[1]s || e.title === %[1]s))`, quoted)
	p.Wait(find)
	p.Eval(find+".click()", nil)
}

// Type replaces what is in a field, as a person who types does.
func (p *Page) Type(selector, text string) {
	p.t.Helper()
	p.Eval(fmt.Sprintf("document.querySelector(%q).focus(), document.querySelector(%q).select()", selector, selector), nil)
	p.must(p.tab.insert(text))
}

// Press presses a key, with Shift, Ctrl, Alt or Meta as the protocol counts
// them.
func (p *Page) Press(key string, modifiers int) {
	p.t.Helper()
	p.must(p.tab.press(key, modifiers))
}

// Choose gives the page's picker of files these.
func (p *Page) Choose(selector string, files ...string) {
	p.t.Helper()
	p.must(p.tab.choose(selector, files))
}

// Downloads says where what is downloaded goes.
func (p *Page) Downloads(folder string) {
	p.t.Helper()
	p.must(p.tab.downloads(folder))
}

// Screen makes the page as large as a screen, a phone's if it has touch.
func (p *Page) Screen(width, height int, dark, touch bool) {
	p.t.Helper()
	p.must(p.tab.screen(width, height, dark, touch))
}

// Picture writes what the page looks like to a file.
func (p *Page) Picture(path string) {
	p.t.Helper()
	data, err := p.tab.screenshot()
	p.must(err)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// Collect has the page give memory back that nothing in it refers to.
func (p *Page) Collect() {
	p.t.Helper()
	p.must(p.tab.collect())
}
