package call

import (
	"testing"
	"testing/synctest"

	"parley/call/session"
)

func TestInvitation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		if s := r.do(Offer{}); !s.Invitation.Making {
			t.Fatalf("%+v", s.Invitation)
		}
		r.asked("offer")
		r.say(session.AnswerMade{Text: "late"}) // to what was asked before
		s := r.say(session.Offered{Text: "parley-offer.x"})
		if s.Invitation != (Invitation{Text: "parley-offer.x"}) {
			t.Fatalf("%+v", s.Invitation)
		}
		s = r.do(RingAnswer{Text: "parley-answer.y", Video: true})
		r.asked("ring parley-answer.y")
		if s.Call == nil || s.Call.Peer.Name != invitedOne {
			t.Fatalf("%+v", s.Call)
		}
		s = r.say(session.Ended{ID: "call-1", Reason: session.BadLink, Detail: "This invitation has run out. Ask for a new one."})
		if s.LastEnd == nil || s.LastEnd.Text != "This invitation has run out. Ask for a new one." {
			t.Fatalf("%+v", s.LastEnd)
		}
		if s = r.do(WithdrawOffer{}); s.Invitation != (Invitation{}) {
			t.Errorf("%+v", s.Invitation)
		}
		r.asked("withdraw")
	})
}

func TestInvitationAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.do(AnswerOffer{Text: "parley-offer.x"})
		r.asked("answer parley-offer.x")
		if s := r.say(session.AnswerMade{Fault: "No."}); s.Invitation != (Invitation{Answers: true, Fault: "No."}) {
			t.Errorf("%+v", s.Invitation)
		}
		r.do(AnswerOffer{Text: "parley-offer.z"})
		if s := r.say(session.AnswerMade{Text: "parley-answer.z"}); s.Invitation != (Invitation{Answers: true, Text: "parley-answer.z"}) {
			t.Errorf("%+v", s.Invitation)
		}
	})
}
