package screen

import (
	"time"

	"parley/call/media/codec"
)

// Action is what to do with the picture that is on the screen now.
type Action int

const (
	// Nothing: the far side has it, or has yet to receive what was sent.
	Nothing Action = iota
	// Encode it in the ordinary way, for the far side does not have it.
	Encode
	// Refine it: the far side has it, but not as sharp as it could be.
	Refine
	// KeepAlive: send it once more as it is.
	KeepAlive
)

// Step is an Action, and the quantizer that codec.ScreenEncoder's Refine gets
// for Refine and KeepAlive.
type Step struct {
	Action    Action
	Quantizer int
}

const (
	// settleAfter is how long a picture must have stood still before it is
	// refined. Who types or scrolls changes it sooner.
	settleAfter = 200 * time.Millisecond
	// stepBits is what a refinement should take, in seconds of the bitrate: a
	// change that comes right after it waits no longer than that, and the
	// pacer in front of the network still takes it.
	stepBits = 0.3
	// firstStep, and the bounds, of how much finer the next quantizer is.
	firstStep, leastStep, mostStep = 6, 2, 16
	// The far side notices that a frame's last packets were lost only by a
	// frame after it: one follows soon. Then a sign of life now and then will do.
	firstKeepAlive = 250 * time.Millisecond
	keepAlive      = time.Second
	// aliveQuantizer is so coarse that nothing of the picture is worth coding
	// again: with it 1080p takes 40 bytes of AV1 and 700 of VP8, and does not
	// change however often it is repeated.
	aliveQuantizer = 40
)

// Refiner makes a picture that stands still perfect. Every step lowers the
// quantizer by as much as seems to fit into stepBits, going by what the last
// step took, and waits until that is through; at the floor only signs of life
// follow. With every tick of the capture:
//
//	if a new picture came { r.Changed(now) }
//	if a key frame was asked for { r.Wanted() }
//	switch step := r.Next(now); step.Action {
//	case Encode:            encoder.Encode(picture, key), if the ladder's rate allows
//	case Refine, KeepAlive: encoder.Refine(picture, step.Quantizer)
//	}
//	r.Sent(now, step, bits, encoder.Quantizer(), bitrate), if anything was encoded
type Refiner struct {
	floor     int
	quantizer int       // of the last frame
	step      int       // by how much the next is finer
	stale     bool      // the far side does not have the picture
	changed   time.Time // when the picture last did
	sent      time.Time // when the last frame was
	through   time.Time // when the last frame will have left
	alive     int       // signs of life since the last frame that was more
}

// NewRefiner returns a refiner for an encoder with whose quantizer floor text
// is visually lossless.
func NewRefiner(floor int) *Refiner {
	return &Refiner{floor: floor, quantizer: codec.WorstQuantizer, step: firstStep}
}

// Changed says that there is a new picture.
func (r *Refiner) Changed(now time.Time) {
	r.stale, r.changed, r.step = true, now, firstStep
}

// Wanted says that somebody needs the picture whole: who joined late, or lost
// too much. The next step is Encode, as a key frame.
func (r *Refiner) Wanted() { r.stale = true }

// Sent says what the encoder made of a step: so many bits, none when it dropped
// the picture, with a quantizer, at a bitrate in bits a second.
func (r *Refiner) Sent(now time.Time, step Step, bits, quantizer, bitrate int) {
	if bits == 0 {
		return
	}
	spent := float64(bits) / float64(max(bitrate, 1)) // in seconds
	switch step.Action {
	case Refine:
		r.alive, r.quantizer = 0, min(quantizer, step.Quantizer)
		r.step = min(max(int(float64(r.step)*min(stepBits/spent, 2)), leastStep), mostStep)
	case KeepAlive:
		r.alive++
	case Encode, Nothing:
		r.alive, r.quantizer = 0, quantizer
	}
	r.stale, r.sent = false, now
	r.through = now.Add(time.Duration(spent * float64(time.Second)))
}

// Next says what to do now. It wants to be asked with every tick of the
// capture, after Changed if something did.
func (r *Refiner) Next(now time.Time) Step {
	switch {
	case r.stale:
		return Step{Action: Encode}
	case r.sent.IsZero() || now.Before(r.through):
		return Step{}
	case r.quantizer > r.floor && now.Sub(r.changed) >= settleAfter:
		return Step{Refine, max(r.quantizer-r.step, r.floor)}
	case r.alive == 0 && now.Sub(r.sent) >= firstKeepAlive, now.Sub(r.sent) >= keepAlive:
		return Step{KeepAlive, aliveQuantizer}
	}
	return Step{}
}
