package call

import (
	"slices"
	"strings"
	"testing"
	"time"

	"parley/call/session"
)

// reasons are all there are. TestEveryReasonHasWords finds one that is new.
var reasons = []session.Reason{
	session.HungUp, session.Declined, session.Busy, session.NoAnswer, session.Cancelled, session.Unreachable,
	session.Lost, session.Mismatch, session.KeyChanged, session.Incompatible, session.ProtocolFail,
}

// TestEveryReasonHasWords reads every sentence as a person would: it names
// whom it is about, and what went wrong comes with what to do.
func TestEveryReasonHasWords(t *testing.T) {
	nameless := []session.Reason{session.Incompatible, session.ProtocolFail}
	fine := []session.Reason{session.HungUp, session.Declined, session.Cancelled}
	for _, reason := range reasons {
		for _, outgoing := range []bool{true, false} {
			v := &conversation{outgoing: outgoing, peer: Contact{Person: session.Person{Name: "Mara"}}}
			end := describe(v, reason)
			if end.Reason != reason || end.Peer.Name != "Mara" {
				t.Errorf("%s: %+v", reason, end)
			}
			if !strings.HasSuffix(end.Text, ".") || end.Text == "The call has ended." {
				t.Errorf("%s: no sentence of its own: %q", reason, end.Text)
			}
			if !strings.Contains(end.Text, "Mara") && !slices.Contains(nameless, reason) {
				t.Errorf("%s: nobody is named: %q", reason, end.Text)
			}
			if end.Hint == "" && !slices.Contains(fine, reason) {
				t.Errorf("%s: nothing to do next after %q", reason, end.Text)
			}
			if end.Hint != "" && !strings.HasSuffix(end.Hint, ".") {
				t.Errorf("%s: %q", reason, end.Hint)
			}
		}
	}
}

// TestEndsAreToldFromEachSide holds the sentences that differ by side.
func TestEndsAreToldFromEachSide(t *testing.T) {
	for _, c := range []struct {
		reason   session.Reason
		outgoing bool
		want     string
		missed   bool
		retries  bool
	}{
		{session.Declined, true, "Mara declined the call.", false, true},
		{session.Declined, false, "You declined the call from Mara.", false, false},
		{session.NoAnswer, true, "Mara did not answer.", false, true},
		{session.NoAnswer, false, "You missed a call from Mara.", true, false},
		{session.Cancelled, true, "You cancelled the call to Mara.", false, false},
		{session.Cancelled, false, "You missed a call from Mara.", true, false},
		{session.Busy, true, "Mara is in another call.", false, true},
		{session.Busy, false, "Mara called while you were in another call.", true, false},
		{session.Unreachable, true, "Mara cannot be reached.", false, true},
		{session.KeyChanged, true, "The call was stopped: this is not the Mara you know.", false, true},
	} {
		end := describe(&conversation{outgoing: c.outgoing, peer: Contact{Person: session.Person{Name: "Mara"}}}, c.reason)
		if end.Text != c.want || end.Missed != c.missed || end.Retries != c.retries {
			t.Errorf("%s, outgoing %v: %q, missed %v, again %v", c.reason, c.outgoing, end.Text, end.Missed, end.Retries)
		}
	}
}

// After both sides agreed to talk a call was neither missed nor in vain.
func TestAnsweredCallIsNotMissed(t *testing.T) {
	for _, reason := range reasons {
		for _, outgoing := range []bool{true, false} {
			v := &conversation{outgoing: outgoing, accepted: time.Now(), peer: Contact{Person: session.Person{Name: "Mara"}}}
			if end := describe(v, reason); end.Missed || end.Retries {
				t.Errorf("%s, outgoing %v: missed %v, again %v", reason, outgoing, end.Missed, end.Retries)
			}
		}
	}
}

// Who was never reached goes by what was typed.
func TestUnreachedIsNamedAsTyped(t *testing.T) {
	end := describe(&conversation{outgoing: true, target: "192.0.2.1:7753"}, session.Unreachable)
	if end.Text != "192.0.2.1:7753 cannot be reached." {
		t.Errorf("%q", end.Text)
	}
}
