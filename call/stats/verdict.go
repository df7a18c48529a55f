package stats

import (
	"fmt"
	"strings"
)

// Signs are what one second says of the connection with one person. Shares go
// from 0 to 1.
type Signs struct {
	RTT       float64 // ms there and back
	Queue     float64 // ms of it that were not there in the best second of the last minute
	LostHere  float64 // share of what they sent that did not come, at the first attempt
	LostThere float64 // share of what was sent to them that they missed
	Repaired  float64 // share of the sound played that was made up
	Busy      float64 // share of pictures that this computer left out because it was busy
	Sending   int     // bits a second
	Target    int     // bits a second that the way to them is believed to carry
	Camera    bool    // pictures are sent
	Pair      Pair
	WiFiLevel int // of this computer, in dBm; 0 by cable
}

// Limits from which on a person notices: ITU-T G.114's for delay, and what is
// repaired without a trace for loss.
const (
	muchLost     = 0.05
	muchRepaired = 0.05
	muchBusy     = 0.10
	longDelay    = 400.0 // ms
	longQueue    = 250.0 // ms
	narrowTarget = 400_000
	fullShare    = 0.7 // of the target, from which on it is what bounds
)

// WeakWiFi is the level in dBm below which Wi-Fi loses packets or falls back to
// its slow rates.
const WeakWiFi = -72

// Trouble is what is wrong with a connection.
type Trouble string

// The troubles, the one that explains the most first.
const (
	Fine   Trouble = ""
	Busy   Trouble = "busy"   // this computer's processor
	Weak   Trouble = "weak"   // this computer's Wi-Fi
	Lossy  Trouble = "lossy"  // packets are lost
	Queued Trouble = "queued" // packets wait in line
	Late   Trouble = "late"   // the way is long
	Uneven Trouble = "uneven" // packets come when their sound is over
	Narrow Trouble = "narrow" // little can be sent
)

// Side says whose it is.
type Side string

// The sides.
const (
	Between Side = ""       // it cannot be told
	Yours   Side = "yours"  // of this computer
	Theirs  Side = "theirs" // of the other side
)

// Verdict is what is wrong with a connection, and where.
type Verdict struct {
	Trouble Trouble
	Side    Side
	Signs   Signs
}

// Judge says what is wrong with the connection to somebody. others are the
// signs of the rest of the people in the call: what is wrong with all of them
// is wrong here, and what is wrong with one alone is wrong there.
func Judge(s Signs, others []Signs) Verdict {
	v := Verdict{Signs: s}
	switch {
	case s.Busy > muchBusy:
		v.Trouble, v.Side = Busy, Yours
	case s.lossy():
		v.Trouble, v.Side = Lossy, sideOf(Signs.lossy, others)
	case s.Queue > longQueue:
		v.Trouble, v.Side = Queued, sideOf(func(o Signs) bool { return o.Queue > longQueue }, others)
	case s.RTT > longDelay:
		v.Trouble = Late
	case s.Repaired > muchRepaired:
		v.Trouble, v.Side = Uneven, sideOf(func(o Signs) bool { return o.Repaired > muchRepaired }, others)
	case s.narrow():
		v.Trouble, v.Side = Narrow, sideOf(Signs.narrow, others)
		if v.Side == Between {
			v.Side = Yours // most lines carry less up than down
		}
	}
	if v.pathFails() && v.Side != Theirs && s.WiFiLevel < WeakWiFi {
		v.Trouble, v.Side = Weak, Yours
	}
	return v
}

// pathFails reports a trouble that a weak Wi-Fi explains.
func (v Verdict) pathFails() bool {
	return v.Trouble == Lossy || v.Trouble == Queued || v.Trouble == Uneven || v.Trouble == Narrow
}

func (s Signs) lossy() bool { return s.LostHere > muchLost || s.LostThere > muchLost }

func (s Signs) narrow() bool {
	return s.Camera && s.Target > 0 && s.Target < narrowTarget && float64(s.Sending) > fullShare*float64(s.Target)
}

// sideOf says whose a trouble is from who else has it: all, none, or some.
func sideOf(has func(Signs) bool, others []Signs) Side {
	with := 0
	for _, o := range others {
		if has(o) {
			with++
		}
	}
	switch {
	case len(others) == 0:
		return Between
	case with == len(others):
		return Yours
	case with == 0:
		return Theirs
	}
	return Between
}

// Words are a verdict for a person, each a sentence: what it is, how that shows,
// and what helps. name is the other person's.
func (v Verdict) Words(name string) (title, shows, helps string) {
	const closer = "Go closer to the Wi-Fi, or take a cable."
	switch v.Trouble {
	case Fine:
		return "The connection is good.", "", "Nothing to do."
	case Busy:
		return "Your processor is too busy.", fmt.Sprintf("This computer leaves out %s of the pictures.", percent(v.Signs.Busy)),
			"Close other programs, or turn the camera off."
	case Weak:
		return "Your Wi-Fi is weak.", fmt.Sprintf("It is received at %d dBm. Below %d it loses packets and slows down.", v.Signs.WiFiLevel, WeakWiFi), closer
	case Lossy:
		return v.lossyWords(name, closer)
	case Queued:
		return v.choose(name, "Something fills the line.", "Your line is full.", "The line of %s is full."),
			fmt.Sprintf("What is said waits %.0f ms in a queue.", v.Signs.Queue), "Pause what else loads or sends beside the call."
	case Late:
		if v.Signs.Pair == Relay {
			return "The way through the relay is long.", fmt.Sprintf("It takes %.0f ms there and back.", v.Signs.RTT),
				"On another network the call may go straight."
		}
		return "The way to " + name + " is long.", fmt.Sprintf("It takes %.0f ms there and back.", v.Signs.RTT),
			"Leave each other time to speak."
	case Uneven:
		return v.choose(name, "The sound comes unevenly.", "The sound comes unevenly here.", "The sound of %s comes unevenly."),
			fmt.Sprintf("Parley repaired %s of it.", percent(v.Signs.Repaired)), v.choose(name, closer, closer, "It helps when %s goes closer to the Wi-Fi.")
	case Narrow:
		return v.choose(name, "", "Your upload carries little.", "Little gets through to %s."),
			fmt.Sprintf("It is about %d kbit/s, so your picture got smaller to save the sound.", v.Signs.Target/1000), "Pause what else sends beside the call."
	}
	return "", "", ""
}

// lossyWords tell which way packets are lost.
func (v Verdict) lossyWords(name, closer string) (title, shows, helps string) {
	here, there := v.Signs.LostHere > muchLost, v.Signs.LostThere > muchLost
	either := "It helps to go closer to the Wi-Fi, here or there."
	theirs := "It helps when %s goes closer to the Wi-Fi."
	switch {
	case here && there:
		return v.choose(name, "The network between you and %s is weak.", "Your network is weak.", "The network of %s is weak."),
			fmt.Sprintf("On the way here %s is lost, on the way there %s.", percent(v.Signs.LostHere), percent(v.Signs.LostThere)),
			v.choose(name, either, closer, theirs)
	case here:
		return v.choose(name, "What %s sends comes with gaps.", "Your download is weak.", "The upload of %s is weak."),
			fmt.Sprintf("On the way here %s is lost.", percent(v.Signs.LostHere)),
			v.choose(name, "It is the upload of %s or your download. "+either, closer, theirs)
	}
	return v.choose(name, "What you send reaches %s with gaps.", "Your upload is weak.", "The download of %s is weak."),
		fmt.Sprintf("On the way there %s is lost.", percent(v.Signs.LostThere)),
		v.choose(name, "It is your upload or the download of %s. "+either, closer, theirs)
}

// choose takes the words of the verdict's side, and puts the name in the place
// that they leave for it.
func (v Verdict) choose(name, between, yours, theirs string) string {
	words := between
	switch v.Side {
	case Yours:
		words = yours
	case Theirs:
		words = theirs
	case Between:
	}
	return strings.Replace(words, "%s", name, 1)
}

func percent(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }
