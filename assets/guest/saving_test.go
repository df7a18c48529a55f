package guest_test

import (
	"fmt"
	"testing"
	"time"

	"parley/assets/guest/guesttest"
)

// TestSavingTakesNoMemory saves a file that is offered faster than the browser
// writes it. The page holds a small part of it at any time.
func TestSavingTakesNoMemory(t *testing.T) {
	const size, most = 256 << 20, 128 << 20
	b := guesttest.Start(t)
	p, folder := benchIn(t, b)
	p.Collect()
	before := b.Memory(guesttest.Pages)
	p.Eval(fmt.Sprintf("import('/test/saving.js').then(({ save }) => save((name) => import(%q + name), %d)).then((saved) => (window.saved = saved)), null", folder, size), nil)
	peak, began, saved := before, time.Now(), false
	for end := began.Add(2 * guesttest.Patience); !saved && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		p.Collect() // what is left is held
		peak = max(peak, b.Memory(guesttest.Pages))
		p.Eval("!!window.saved", &saved)
	}
	var out struct {
		State        string
		Stops, Saved int
	}
	p.Eval("window.saved ?? {}", &out)
	t.Logf("%+v in %v: the page took %d MB more, from %d MB on", out, time.Since(began).Round(100*time.Millisecond), (peak-before)>>20, before>>20)
	if out.State != "done" || out.Saved != size || out.Stops == 0 {
		t.Errorf("it went %+v", out)
	}
	if peak-before > most {
		t.Errorf("the page took %d MB more while it saved %d MB", (peak-before)>>20, size>>20)
	}
}
