package media

import (
	"image"
	"time"

	"parley/call/media/adapt"
	"parley/call/media/codec"
	"parley/call/media/codec/av1"
	"parley/call/media/codec/vpx"
	"parley/call/media/frame"
	"parley/call/media/screen"
	"parley/screenshare"
)

// adapt decides how to encode, tells the capture, and returns what there is
// room for.
func (l *shareLine) adapt(capture limiter, mode screen.Mode, now time.Time) adapt.Rung {
	if mode == screen.Auto {
		mode = l.observer.Mode(now)
	}
	p := plan{motion: mode.MotionFPS(), size: image.Pt(l.last.Width, l.last.Height)}
	p.sharp = p.motion == 0 && l.senders.sharp()
	if l.refiner == nil || p.motion != l.plan.motion || p.sharp != l.plan.sharp {
		l.turn(p)
	}
	l.plan = p
	rung := l.ladder.Rung(now, l.rate(now))
	l.limit(capture, rung)
	return rung
}

// turn starts afresh for another mode or codec.
func (l *shareLine) turn(p plan) {
	l.closeEncoder()
	floor, bits := vpx.TextFloor, adapt.TextVP8
	if p.sharp {
		floor, bits = av1.TextFloor, adapt.TextAV1
	}
	l.refiner = screen.NewRefiner(floor)
	l.ladder = adapt.NewLadder(adapt.Text(bits, p.size.X*p.size.Y), adapt.DefaultAudio)
	if p.motion > 0 {
		l.ladder = adapt.NewLadder(adapt.Motion(p.motion), adapt.DefaultAudio)
	}
	l.refiner.Wanted()
	l.requestKey()
	l.granted = time.Time{}
}

// rate is what the weakest path carries of the screen.
func (l *shareLine) rate(now time.Time) int {
	most := adapt.MaxText
	if l.plan.motion > 0 {
		most = adapt.MaxMotion
	}
	demand := most
	if now.Sub(l.busy) > quietAfter {
		demand = quietDemand
	}
	l.demand.Store(int64(demand))
	return l.carried(most)
}

// carried is how much of most the weakest path of those who watch carries.
func (l *shareLine) carried(most int) int {
	camera := int(l.camera.demand.Load())
	for _, s := range l.senders.watching() {
		most = adapt.Divide(int(s.target.Load()), s.audible(l.camera), s.cameraDemand(camera), most).Screen
	}
	return most
}

// limit tells the capture what there is room for.
func (l *shareLine) limit(capture limiter, r adapt.Rung) {
	limits := screenshare.Limits{Width: r.Width, Height: r.Height, FPS: r.FPS}
	if limits != l.limits {
		l.limits = limits
		capture.Limit(limits)
	}
}

// send carries out a step.
func (l *shareLine) send(step screen.Step, r adapt.Rung, key bool, now time.Time) {
	if step.Action == screen.Nothing {
		return
	}
	if step.Action != screen.KeepAlive {
		l.busy = now
	}
	f, err := l.compress(step, r, key, now)
	switch {
	case err != nil:
		l.failed.add(err, now)
		l.closeEncoder()
		l.requestKey()
		l.count(func(c *lineCounts) { c.failing++ })
		return
	case len(f.Data) == 0:
		l.count(func(c *lineCounts) { c.rate++ })
		return
	}
	l.refiner.Sent(now, step, 8*len(f.Data), l.encoder.Quantizer(), l.bitrate)
	l.fanOut(f)
}

func (l *shareLine) fanOut(f frame.Encoded) {
	track := Screen
	if l.plan.sharp {
		track = SharpScreen
	}
	l.count(func(c *lineCounts) {
		c.encoded++
		c.width, c.height, c.codec = f.Width, f.Height, track.Codec()
	})
	for _, s := range l.senders.all() {
		if s.follows(f) {
			s.deliver(track, f)
		}
	}
}

// compress encodes what is on the screen. What was tried before is stamped
// anew: the rate control has to see the time that passed, or else it finds a
// thousand pictures a second in a still one, and drops what comes after it.
func (l *shareLine) compress(step screen.Step, r adapt.Rung, key bool, now time.Time) (f frame.Encoded, err error) {
	if err := l.steer(r, now); err != nil {
		return frame.Encoded{}, err
	}
	if !l.last.Captured.After(l.stamp) {
		l.last.Captured = now
	}
	l.stamp = l.last.Captured
	if step.Action == screen.Encode {
		return l.encoder.Encode(l.last, key)
	}
	return l.encoder.Refine(l.last, step.Quantizer)
}

// steer makes the encoder and sets its rate.
func (l *shareLine) steer(r adapt.Rung, now time.Time) error {
	rate := max(l.rate(now), 1)
	if l.encoder == nil {
		encoder, err := l.newEncoder(r.FPS, rate)
		if err != nil {
			return err
		}
		l.encoder, l.bitrate, l.steered = encoder, rate, now
		return nil
	}
	if rate == l.bitrate || now.Sub(l.steered) < steerEvery {
		return nil
	}
	l.bitrate, l.steered = rate, now
	return l.encoder.SetBitrate(rate)
}

func (l *shareLine) newEncoder(fps, rate int) (codec.ScreenEncoder, error) {
	if l.plan.sharp {
		return av1.NewEncoder(av1.Config{FrameRate: float64(fps), Bitrate: rate})
	}
	content := vpx.Text
	if l.plan.motion > 0 {
		content = vpx.Motion
	}
	return vpx.NewVP8Encoder(vpx.Config{FrameRate: float64(fps), Bitrate: rate, Content: content})
}

func (l *shareLine) closeEncoder() {
	if l.encoder != nil {
		_ = l.encoder.Close() // it has nothing to flush
		l.encoder = nil
	}
}
