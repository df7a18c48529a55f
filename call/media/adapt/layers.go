package adapt

// Layers is the ladder of a camera that several people get: rungs of Camera,
// so few that each can be encoded once for all who are on it. The lowest keeps
// whom little reaches from making the one above worse for everybody.
var Layers = []Rung{Camera[0], Camera[2], Camera[4], Camera[5], Camera[6]}

// Within returns the rungs, of Camera or Layers, for a picture that is shown
// lines high: those no larger than the smallest layer that is enlarged by no
// more than a third then, which is hardly seen.
func Within(rungs []Rung, lines int) []Rung {
	height := fitting(lines)
	for i, r := range rungs {
		if r.Height <= height {
			return rungs[i:]
		}
	}
	return rungs[len(rungs)-1:]
}

// fitting is the height of the smallest layer that serves lines.
func fitting(lines int) int {
	height := Layers[0].Height
	for _, r := range Layers {
		if r.Height > 0 && 4*r.Height >= 3*lines {
			height = r.Height
		}
	}
	return height
}

// Most is what a camera's picture can use on a rung, in bits a second: with
// more a better rung is due.
func (r Rung) Most() int {
	most := MaxVideo
	for _, better := range Camera {
		if better.From > r.From {
			most = min(MaxVideo, int(upMargin*float64(better.From)))
		}
	}
	return most
}

// MostFor is the same for a picture that is shown lines high, 0 for not at all.
func MostFor(lines int) int {
	if lines <= 0 {
		return 0
	}
	return Within(Layers, lines)[0].Most()
}
