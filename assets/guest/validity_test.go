package guest_test

import (
	"testing"

	"parley/assets/guest/guesttest"
)

// TestLinkForOne has a guest who came first let one person in by the link, which
// leads the next one nowhere.
func TestLinkForOne(t *testing.T) {
	link := newLink(t, site(t))
	b := guesttest.Start(t)
	mara := b.Come(link, "Mara")
	mara.Wait("document.querySelector('.alone h2')?.offsetParent")
	before := mara.Text("location.pathname")
	mara.Press("p", 0)
	mara.Wait("document.querySelectorAll('.door select').length === 2")
	mara.Eval("(([, select]) => { select.value = 'one'; select.dispatchEvent(new Event('change')); })(document.querySelectorAll('.door select'))", nil)
	shoot(mara, "validity")
	noor := b.Come(link, "Noor")
	for _, p := range []*guesttest.Page{mara, noor} {
		p.Sees(1)
		p.Wait("location.pathname !== " + quote(before))
	}
	tom := b.Come(link, "Tom")
	tom.Wait("document.querySelector('.alone h2')?.offsetParent")
	mara.Sees(1)
	if mara.Text("location.pathname") != noor.Text("location.pathname") {
		t.Error("they moved to different rooms")
	}
	quiet(t, mara, noor, tom)
}
