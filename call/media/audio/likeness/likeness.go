// Package likeness scores how alike two recordings of speech sound, as a
// yardstick between versions and programs. It is not a mean opinion score: no
// people rated what it was made with.
//
// The score is NSIM, the neurogram similarity index at the core of ViSQOL
// (Hines, Skoglund, Kokaram and Harte, "ViSQOL: an objective speech quality
// model", EURASIP Journal on Audio, Speech, and Music Processing 2015:13), on
// mel bands instead of a model of the ear.
package likeness

import "math"

const (
	// patchFrames is how much sound is aligned and scored at a time: 400 ms,
	// about two syllables.
	patchFrames = 40
	// silence is how far a patch of the reference may lie below its loudest
	// frame, in dB, before it is left out: silence says nothing of speech.
	silence = 50
	// Slack is how many samples Score looks for each patch before and after the
	// place where it should be, 100 ms: playout stretches and shortens sound.
	Slack = 20 * degradedHop
)

// Score compares speech with what arrived of it: 1 is the same, and what has
// nothing to do with it stays below 0.5. Both are mono at 48 kHz. The first
// sample of the reference belongs to arrived[Slack], so that arrived should be
// longer by twice Slack; what is missing counts as silence. Loudness does not
// matter. A reference of silence has no score: ok is false.
func Score(reference, arrived []int16) (score float64, ok bool) {
	want := spectrogramOf(reference, referenceHop)
	got := spectrogramOf(arrived, degradedHop)
	floor := max(quiet, want.loudest()-silence)
	got.raise(want.loudness() - got.every(1, Slack/degradedHop, 2*len(want)).loudness())
	want.clip(floor)
	got.clip(floor)
	sum, patches := 0.0, 0
	for first := 0; first+patchFrames <= len(want); first += patchFrames {
		patch := want[first : first+patchFrames]
		if patch.loudest() <= floor {
			continue
		}
		sum += best(patch, got, 2*first)
		patches++
	}
	return sum / float64(patches), patches > 0
}

// best is the highest similarity of a patch to what arrived around a frame;
// the frames of what arrived come twice as often. Each other place is tried, and
// then the two beside the best.
func best(patch, got spectrogram, at int) float64 {
	most, place := 0.0, 0
	for shift := 0; shift <= 2*Slack/degradedHop; shift += 2 {
		if alike := nsim(patch, got.every(2, at+shift, patchFrames)); alike > most {
			most, place = alike, shift
		}
	}
	for _, shift := range []int{place - 1, place + 1} {
		most = max(most, nsim(patch, got.every(2, at+shift, patchFrames)))
	}
	return most
}

// Constants of the similarity, for intensities within a range of silence dB:
// those of SSIM (Wang, Bovik, Sheikh and Simoncelli 2004).
const (
	c1 = (0.01 * silence) * (0.01 * silence)
	c3 = (0.03 * silence) * (0.03 * silence) / 2
)

// window weighs the neighbours of a point, as NSIM does.
var window = [3][3]float64{
	{0.0113, 0.0838, 0.0113},
	{0.0838, 0.6196, 0.0838},
	{0.0113, 0.0838, 0.0113},
}

// nsim is the mean of how alike intensity and structure are, over the points
// where there is anything in either: speech leaves most of the others empty, and
// so does silence.
func nsim(a, b spectrogram) float64 {
	sum, count := 0.0, 0.0
	for frame := 1; frame < len(a)-1; frame++ {
		for band := 1; band < bands-1; band++ {
			if alike, any := point(a, b, frame, band); any {
				sum, count = sum+alike, count+1
			}
		}
	}
	return sum / max(1, count)
}

// point compares the neighbourhoods of one point; any is false when both are
// empty.
func point(a, b spectrogram, frame, band int) (alike float64, any bool) {
	var meanA, meanB, squareA, squareB, product float64
	for i, row := range window {
		for j, weight := range row {
			x, y := a[frame+i-1][band+j-1], b[frame+i-1][band+j-1]
			meanA, meanB = meanA+weight*x, meanB+weight*y
			squareA, squareB, product = squareA+weight*x*x, squareB+weight*y*y, product+weight*x*y
		}
	}
	deviations := math.Sqrt(max(0, squareA-meanA*meanA) * max(0, squareB-meanB*meanB))
	intensity := (2*meanA*meanB + c1) / (meanA*meanA + meanB*meanB + c1)
	structure := (product - meanA*meanB + c3) / (deviations + c3)
	return intensity * structure, meanA+meanB > 0
}
