package media

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/call/media/adapt"
	"parley/call/media/codec"
	"parley/call/media/codec/vpx"
	"parley/call/media/congestion"
	"parley/call/media/congestion/congestiontest"
	"parley/call/media/frame"
	"parley/call/media/rtpio"
	"parley/call/session"
	"parley/call/stats"
)

// narrowCall is a lossyCall whose sender measures the path, and makes pictures
// and sound for what it carries: the real video line but for its encoder, the
// real plan of the sound, and the real congestion control.
type narrowCall struct {
	*lossyCall
	line    *videoLine
	sender  *Sender
	camera  frame.VideoPool
	next    [3]time.Time // when a picture, a packet of sound and a report are due
	loop    *congestiontest.Loop
	height  int      // of the last picture
	changes []change // of the path, to come
	parts   []moment // of the call
}

// change is what rate a path has from a moment of the call on.
type change struct {
	at   time.Duration
	rate int
}

// moment is a tenth of a second of a call.
type moment struct {
	target, lines, shown int
	queue                time.Duration
	late                 time.Duration // the picture that was shown last
}

const (
	reportEvery = 50 * time.Millisecond
	momentEvery = 100 * time.Millisecond
)

func newNarrowCall(t *testing.T, rate int) *narrowCall {
	c := &narrowCall{
		lossyCall: newLossyCall(t, weather{delay: 25 * time.Millisecond, rate: rate}, InitialTarget),
	}
	c.work, c.carry, c.arrive, c.report = c.live, c.write, c.note, c.learn
	c.wantKey = func() { c.sender.KeyFrameWanted(Camera) }
	c.next = [3]time.Time{c.began, c.began, c.began}
	c.encode()
	c.estimate()
	return c
}

// encode makes the sender.
func (c *narrowCall) encode() {
	c.line = newVideoLine(slog.New(slog.DiscardHandler))
	c.line.open = func(v vpx.Config) (codec.VideoEncoder, error) {
		return &stubEncoder{call: c, rate: float64(v.Bitrate), want: float64(v.Bitrate)}, nil
	}
	c.t.Cleanup(c.line.closeLayers)
	c.sender = &Sender{counts: make(map[stats.Kind]*sent), write: func(_ Track, f frame.Encoded) {
		binary.BigEndian.PutUint32(f.Data[stubNumber:], c.number)
		c.number++
		if f.Key && f.Height < c.height {
			c.history = rtpio.History{}
		}
		c.height = f.Height
		if !c.queue(f.Key, f.Data, f.Captured) {
			c.wantKey()
		}
	}}
	c.sender.SetTarget(c.target)
	c.sender.SetView(session.View{Lines: session.MaxLines})
	c.sender.SetRedundant(true)
	c.line.senders.add(c.sender)
}

// estimate makes the congestion control.
func (c *narrowCall) estimate() {
	c.loop = congestiontest.NewLoop(adapt.Needs(adapt.DefaultAudio, adapt.MaxVideo, 0), c.put)
	c.t.Cleanup(c.loop.Close)
	c.loop.OnChange(func(bps int) {
		c.pacer.SetTarget(bps, c.loop.Capacity())
		c.repairs.SetTarget(time.Now(), bps)
		c.aim(bps)
	})
}

// aim tells the sender what the path carries beside retransmissions.
func (c *narrowCall) aim(bps int) {
	c.sender.SetTarget(max(bps-c.repairs.Rate(time.Now()), min(bps, congestion.DefaultMin)))
}

// live does what is due.
func (c *narrowCall) live(now time.Time) {
	for len(c.changes) > 0 && now.Sub(c.began) >= c.changes[0].at {
		c.narrow(c.changes[0].rate)
		c.changes = c.changes[1:]
	}
	if !now.Before(c.next[0]) {
		c.next[0] = c.next[0].Add(time.Second / CameraFPS)
		v := c.camera.Get(CameraWidth, CameraHeight)
		v.Captured = now
		c.line.encode(v)
		v.Release()
	}
	if !now.Before(c.next[1]) {
		plan, _ := planSound([]*Sender{c.sender}, 1, pictures{camera: true})
		c.next[1] = c.next[1].Add(time.Duration(plan.frames) * packetDuration)
		size := plan.cost()/8*plan.frames/framesASec - soundHeaders
		c.pacer.PushAudio(1, departing{Packet: frame.Packet{SSRC: congestiontest.Sound, Payload: make([]byte, size)}}, size)
	}
	if !now.Before(c.next[2]) {
		c.next[2] = c.next[2].Add(reportEvery)
		if report := c.loop.Report(); len(report) > 0 {
			c.ask(request{report: report})
		}
	}
	if n := int(now.Sub(c.began) / momentEvery); n > len(c.parts) {
		c.parts = append(c.parts, c.moment(now))
	}
}

// moment tells how the call is.
func (c *narrowCall) moment(now time.Time) moment {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := moment{target: c.loop.Target(), shown: len(c.delays), queue: max(c.there.free.Sub(now), 0)}
	if from := c.sender.camera.from; from != nil {
		m.lines = from.rung.Height
	}
	if m.shown > 0 {
		m.late = c.delays[m.shown-1]
	}
	return m
}

// write sends a packet through the congestion control.
func (c *narrowCall) write(p frame.Packet, _ int, _ time.Time) {
	if err := c.loop.Send(p.SSRC, p.Recovered, p, p.Payload); err != nil {
		c.t.Error(err)
	}
}

// put puts a packet on the path.
func (c *narrowCall) put(p congestiontest.Packet) {
	item, _ := p.Item.(frame.Packet) // padding is none
	c.mu.Lock()
	defer c.mu.Unlock()
	c.there.send(passing{item, p}, p.Size, time.Now())
}

// note takes a packet in at the far side.
func (c *narrowCall) note(p passing) {
	c.loop.Arrived(p.counted, p.Arrived)
	if p.SSRC == congestiontest.Pictures {
		c.take(p)
	}
}

// learn takes in a report.
func (c *narrowCall) learn(report congestiontest.Report) {
	c.loop.Hear(report)
	c.aim(c.loop.Target())
}

// held returns how long packets waited on the way for 0.95 of a while at most, and
// on average, and how late pictures mostly were.
func (c *narrowCall) held(from, to time.Duration) (most, mean, late time.Duration) {
	parts := slices.Clone(c.parts[from/momentEvery : to/momentEvery])
	slices.SortFunc(parts, func(a, b moment) int { return cmp.Compare(a.late, b.late) })
	late = parts[len(parts)/2].late
	slices.SortFunc(parts, func(a, b moment) int { return cmp.Compare(a.queue, b.queue) })
	for _, m := range parts {
		mean += m.queue / time.Duration(len(parts))
	}
	return parts[len(parts)*95/100].queue, mean, late
}

// between returns how many pictures a second were shown in a while, and the mean
// target.
func (c *narrowCall) between(from, to time.Duration) (shown float64, target int) {
	parts := c.parts[from/momentEvery : min(int(to/momentEvery), len(c.parts))]
	for _, m := range parts {
		target += m.target / len(parts)
	}
	return float64(parts[len(parts)-1].shown-parts[0].shown) / (to - from).Seconds(), target
}

// story tells how the call was for a while.
func (c *narrowCall) story(from, to time.Duration) string {
	var b strings.Builder
	for i := int(from / momentEvery); i < min(int(to/momentEvery), len(c.parts)); i++ {
		m := c.parts[i]
		fmt.Fprintf(&b, "%4.1f s: target %4d, %3d lines, queue %3d ms, %4d shown, the last %d ms late\n",
			(time.Duration(i+1)*momentEvery - from).Seconds(), m.target/1000, m.lines, m.queue.Milliseconds(), m.shown, m.late.Milliseconds())
	}
	return b.String()
}

// narrow changes the rate of the path.
func (c *narrowCall) narrow(rate int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.there.rate = rate
}

// stubEncoder makes frames as large as libvpx': it follows a new rate within some
// pictures, cannot make key frames as small as it should, saves after them, and
// leaves pictures out when it is too far behind.
type stubEncoder struct {
	call       *narrowCall
	rate, want float64 // bits a second
	owed       float64 // bits
	height     int
	last       time.Time
}

const (
	stubFollows  = 0.2  // of the way to a new rate, with each picture
	stubKeyBits  = 0.35 // of a key frame, for each pixel
	stubPatience = 500 * time.Millisecond
)

func (e *stubEncoder) Encode(v *frame.Video, key bool) (frame.Encoded, error) {
	key = key || v.Height != e.height
	passed := min(v.Captured.Sub(e.last), time.Second/5).Seconds()
	e.rate += stubFollows * (e.want - e.rate)
	e.last, e.height = v.Captured, v.Height
	budget := e.rate * passed
	if e.owed > e.rate*stubPatience.Seconds() && !key {
		e.owed -= budget
		return frame.Encoded{}, nil
	}
	size := budget * (0.7 + 0.6*e.call.random.Float64())
	if key {
		size = max(stubKeySize*e.rate/stubRate, stubKeyBits*float64(v.Width*v.Height))
		e.call.sent.keys++
	} else {
		size -= min(e.owed, size/2)
	}
	e.owed = max(e.owed+size-budget, 0)
	data := stubFrame(key, 0, v.Captured, int(size/8))
	return frame.Encoded{Data: data, Key: key, Width: v.Width, Height: v.Height, Captured: v.Captured}, nil
}

func (e *stubEncoder) SetBitrate(bps int) error {
	e.want = float64(bps)
	return nil
}

func (e *stubEncoder) Close() error { return nil }
