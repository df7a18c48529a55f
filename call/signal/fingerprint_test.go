package signal_test

import (
	"errors"
	"strings"
	"testing"

	"parley/call/identity"
	"parley/call/signal"
)

func generate(t testing.TB) *identity.Identity {
	t.Helper()
	id, err := identity.Generate(nil)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestSignedFingerprint(t *testing.T) {
	from, to, other := generate(t), generate(t), generate(t).Key()
	call := signal.NewCallID()
	another := strings.Replace(fingerprint, "00:11", "00:12", 1)
	line := "a=fingerprint:" + fingerprint + "\r\n"
	good := signal.SignDescription(from, to.Key(), call, signal.Description{Kind: signal.Offer, SDP: "v=0\r\n" + line, Fingerprint: fingerprint})
	for name, tc := range map[string]struct {
		from, to identity.Key
		call     signal.CallID
		edit     func(*signal.Description)
		want     error
	}{
		"as signed":     {edit: func(*signal.Description) {}},
		"lines agree":   {edit: func(d *signal.Description) { d.SDP += line + strings.ToLower(line) }},
		"other signer":  {from: other, want: signal.ErrSignature},
		"other target":  {to: other, want: signal.ErrSignature},
		"other call":    {call: signal.NewCallID(), want: signal.ErrSignature},
		"other kind":    {edit: func(d *signal.Description) { d.Kind = signal.Answer }, want: signal.ErrSignature},
		"other print":   {edit: func(d *signal.Description) { d.Fingerprint = another }, want: signal.ErrSignature},
		"no line":       {edit: func(d *signal.Description) { d.SDP = "v=0\r\n" }, want: signal.ErrSignature},
		"line differs":  {edit: func(d *signal.Description) { d.SDP = "a=fingerprint:" + another }, want: signal.ErrSignature},
		"second line":   {edit: func(d *signal.Description) { d.SDP += "a=fingerprint:" + another }, want: signal.ErrSignature},
		"after bare CR": {edit: func(d *signal.Description) { d.SDP += "a=x\ra=fingerprint:" + another }, want: signal.ErrSignature},
		"resembling":    {edit: func(d *signal.Description) { d.SDP += " A=Fingerprint:" + another }, want: signal.ErrSignature},
		"not signed":    {edit: func(d *signal.Description) { d.Signature = nil }, want: signal.ErrSignature},
		"malformed":     {edit: func(d *signal.Description) { d.Fingerprint = "md5 00" }, want: signal.ErrSignature},
	} {
		d := good
		if tc.edit != nil {
			tc.edit(&d)
		}
		if tc.from.IsZero() {
			tc.from = from.Key()
		}
		if tc.to.IsZero() {
			tc.to = to.Key()
		}
		if tc.call.IsZero() {
			tc.call = call
		}
		if err := signal.VerifyDescription(tc.from, tc.to, tc.call, d); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}
