// Package manifesttest makes manifests for tests of what reads them.
package manifesttest

import (
	"bytes"

	"parley/transfer/manifest"
	"parley/transfer/wire"
)

// List returns a manifest of entries and its offer, which has no id.
func List(t interface{ Fatal(args ...any) }, entries ...manifest.Entry) ([]byte, wire.Offer) {
	var out bytes.Buffer
	w := manifest.NewWriter(&out)
	for _, e := range entries {
		if err := w.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	offer, err := w.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), offer
}
