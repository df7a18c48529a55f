package call

import (
	"testing"
	"testing/synctest"

	"parley/call/session"
)

var (
	noCamera = session.DeviceStatus{Kind: session.CameraDevice, Text: "No camera is connected.", Hint: "Connect one."}
	noSound  = session.DeviceStatus{Kind: session.MicrophoneDevice, Text: "No microphone is connected.", Hint: "Connect one."}
)

func (r *rig) device(s session.DeviceStatus) *Snapshot {
	r.studio.Say(session.DeviceChanged{Status: s})
	synctest.Wait()
	return r.c.Snapshot()
}

func texts(notices []Notice) (out []string) {
	for _, n := range notices {
		out = append(out, n.Text)
	}
	return out
}

// What was wrong with a device before the call is told in the call, until it
// is mended.
func TestTroubleFromBeforeIsToldInTheCall(t *testing.T) {
	for _, incoming := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t)
			if s := r.device(noCamera); len(s.Notices) != 0 {
				t.Errorf("told outside a call: %q", texts(s.Notices))
			}
			r.device(noSound)
			var s *Snapshot
			if incoming {
				r.say(session.Incoming{ID: "a", Person: person(t, "Jonas")})
				s = r.do(Accept{Video: true})
			} else {
				s = r.do(Ring{Target: "mara", Video: true})
			}
			if got := texts(s.Notices); len(got) != 2 || got[0] != noCamera.Text || got[1] != noSound.Text {
				t.Errorf("incoming %v: told %q", incoming, got)
			}
			s = r.device(session.DeviceStatus{Kind: session.CameraDevice, Working: true})
			if got := texts(s.Notices); len(got) != 1 || got[0] != noSound.Text {
				t.Errorf("after the camera came: %q", got)
			}
		})
	}
}

// Who calls without a camera does not hear that there is none.
func TestTroubleOfACameraThatIsOffIsNotTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.device(noCamera)
		if s := r.do(Ring{Target: "mara"}); len(s.Notices) != 0 {
			t.Errorf("told %q", texts(s.Notices))
		}
	})
}

// Trouble that came while it rang stands once.
func TestTroubleIsToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.say(session.Incoming{ID: "a", Person: person(t, "Jonas")})
		before := r.device(noSound).Notices
		after := r.do(Accept{}).Notices
		if len(before) != 1 || len(after) != 1 || before[0].ID != after[0].ID {
			t.Errorf("%+v, then %+v", before, after)
		}
	})
}
