package stats

import (
	"strings"
	"testing"
)

// fine is a second of a good connection.
var fine = Signs{RTT: 30, LostHere: 0.01, LostThere: 0.01, Sending: 900_000, Target: 2_000_000, Camera: true, Pair: Host}

// but changes a good second.
func but(change func(*Signs)) Signs {
	s := fine
	change(&s)
	return s
}

func TestJudge(t *testing.T) {
	in := but(func(s *Signs) { s.LostHere = 0.12 })
	out := but(func(s *Signs) { s.LostThere = 0.12 })
	both := but(func(s *Signs) { s.LostHere, s.LostThere = 0.12, 0.08 })
	queued := but(func(s *Signs) { s.Queue, s.RTT = 300, 330 })
	far := but(func(s *Signs) { s.RTT = 600 })
	relayed := but(func(s *Signs) { s.RTT, s.Pair = 600, Relay })
	uneven := but(func(s *Signs) { s.Repaired = 0.08 })
	narrow := but(func(s *Signs) { s.Sending, s.Target = 250_000, 300_000 })
	for _, c := range []struct {
		name    string
		signs   Signs
		others  []Signs
		trouble Trouble
		side    Side
		title   string
	}{
		{"good", fine, nil, Fine, Between, "The connection is good."},
		{"a little of everything", but(func(s *Signs) {
			s.RTT, s.Queue, s.LostHere, s.LostThere, s.Repaired, s.Busy = 400, 250, 0.05, 0.05, 0.05, 0.1
		}), nil, Fine, Between, "The connection is good."},
		{"busy", but(func(s *Signs) { s.Busy, s.LostHere = 0.3, 0.3 }), nil, Busy, Yours, "Your processor is too busy."},
		{"loss from one, of one", in, nil, Lossy, Between, "What Mara sends comes with gaps."},
		{"loss from one, of many", in, []Signs{fine, fine}, Lossy, Theirs, "The upload of Mara is weak."},
		{"loss from all", in, []Signs{in, in}, Lossy, Yours, "Your download is weak."},
		{"loss from some", in, []Signs{in, fine}, Lossy, Between, "What Mara sends comes with gaps."},
		{"loss to one, of one", out, nil, Lossy, Between, "What you send reaches Mara with gaps."},
		{"loss to one, of many", out, []Signs{fine}, Lossy, Theirs, "The download of Mara is weak."},
		{"loss to all", out, []Signs{out}, Lossy, Yours, "Your upload is weak."},
		{"loss both ways, of one", both, nil, Lossy, Between, "The network between you and Mara is weak."},
		{"loss both ways, of many", both, []Signs{fine}, Lossy, Theirs, "The network of Mara is weak."},
		{"loss both ways, of all", both, []Signs{both}, Lossy, Yours, "Your network is weak."},
		{"a queue", queued, nil, Queued, Between, "Something fills the line."},
		{"a queue to all", queued, []Signs{queued}, Queued, Yours, "Your line is full."},
		{"a queue to one", queued, []Signs{fine}, Queued, Theirs, "The line of Mara is full."},
		{"far", far, nil, Late, Between, "The way to Mara is long."},
		{"by a relay", relayed, nil, Late, Between, "The way through the relay is long."},
		{"uneven", uneven, nil, Uneven, Between, "The sound comes unevenly."},
		{"uneven of one", uneven, []Signs{fine}, Uneven, Theirs, "The sound of Mara comes unevenly."},
		{"narrow", narrow, nil, Narrow, Yours, "Your upload carries little."},
		{"narrow to one", narrow, []Signs{fine}, Narrow, Theirs, "Little gets through to Mara."},
		{"loss over a weak Wi-Fi", but(func(s *Signs) { s.LostHere, s.WiFiLevel = 0.12, -80 }), nil, Weak, Yours, "Your Wi-Fi is weak."},
		{"a queue over a weak Wi-Fi", but(func(s *Signs) { s.Queue, s.WiFiLevel = 300, -73 }), []Signs{queued}, Weak, Yours, "Your Wi-Fi is weak."},
		{"loss over a good Wi-Fi", but(func(s *Signs) { s.LostHere, s.WiFiLevel = 0.12, -60 }), nil, Lossy, Between, "What Mara sends comes with gaps."},
		{"loss from one over a weak Wi-Fi", but(func(s *Signs) { s.LostHere, s.WiFiLevel = 0.12, -80 }), []Signs{fine}, Lossy, Theirs, "The upload of Mara is weak."},
		{"a weak Wi-Fi that does", but(func(s *Signs) { s.WiFiLevel = -80 }), nil, Fine, Between, "The connection is good."},
		{"far over a weak Wi-Fi", but(func(s *Signs) { s.RTT, s.WiFiLevel = 600, -80 }), nil, Late, Between, "The way to Mara is long."},
		{"narrow, but unused", but(func(s *Signs) { s.Sending, s.Target = 50_000, 300_000 }), nil, Fine, Between, "The connection is good."},
		{"narrow, without a camera", but(func(s *Signs) { s.Sending, s.Target, s.Camera = 290_000, 300_000, false }), nil, Fine, Between, "The connection is good."},
	} {
		v := Judge(c.signs, c.others)
		title, shows, helps := v.Words("Mara")
		if v.Trouble != c.trouble || v.Side != c.side || title != c.title {
			t.Errorf("%s: %q of %q: %s", c.name, v.Trouble, v.Side, title)
		}
		for _, sentence := range []string{title, shows, helps} {
			if strings.Contains(sentence, "%s") || sentence != "" && !strings.HasSuffix(sentence, ".") {
				t.Errorf("%s: %q", c.name, sentence)
			}
		}
		if helps == "" || shows == "" && v.Trouble != Fine {
			t.Errorf("%s: nothing is said of it", c.name)
		}
	}
}

// A name is shown as it is, whatever it holds.
func TestWordsTakeAnyName(t *testing.T) {
	for _, s := range []Signs{but(func(s *Signs) { s.LostHere = 0.5 }), but(func(s *Signs) { s.RTT = 900 })} {
		if title, _, _ := Judge(s, nil).Words("100%d %s"); !strings.Contains(title, "100%d %s") {
			t.Error(title)
		}
	}
}
