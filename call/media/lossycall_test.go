package media

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"parley/call/media/congestion"
	"parley/call/media/frame"
	"parley/call/media/jitter"
	"parley/call/media/rtpio"
)

// lossyCall is a camera on its way to a receiver: frames of a stub encoder
// through packetizer and pacer over a lossy path, and requests for packets and
// key frames over another one back. The receiver is the real one, but for its
// decoder. It is used in a synctest bubble.
type lossyCall struct {
	t      *testing.T
	target int // bits a second, retransmissions included
	began  time.Time
	there  *lossyPath[frame.Packet]
	mu     sync.Mutex // guards back
	back   *lossyPath[request]
	greedy bool // whoever receives asks for everything, all the time

	// The sender.
	random   *rand.Rand
	number   uint32  // of the next frame
	owed     float64 // bytes that a key frame took of those after it
	keys     keyGate
	vp8      *rtpio.VP8
	stamper  rtpio.Stamper
	pacer    *congestion.Pacer[departing]
	sequence uint16
	history  rtpio.History
	repairs  rtpio.Repairs
	sent     struct{ media, again, keys int } // bits; frames

	receiver *videoReceiver
	delays   []time.Duration // capture to screen
	shown    time.Time       // the last picture
	longest  time.Duration   // between two pictures
}

// departing is a packet in the pacer, or the number of one that is sent again.
type departing struct {
	frame.Packet
	again bool
}

// request is feedback: numbers to send again, or none for a key frame.
type request []uint16

const (
	stubRate    = 30              // frames a second
	stubKeySize = 4               // of a key frame, in frames
	stubNumber  = vp8HeaderLength // where a frame's number lies
	stubSSRC    = 1

	// vp8HeaderLength is that of a key frame (RFC 6386 section 9.1).
	vp8HeaderLength = 10
)

func newLossyCall(t *testing.T, w weather, target int) *lossyCall {
	c := &lossyCall{
		t: t, target: target, began: time.Now(),
		there: newLossyPath[frame.Packet](w, 1), back: newLossyPath[request](w, 2),
		random: rand.New(rand.NewPCG(5, 6)),
		vp8:    rtpio.NewVP8(1<<15 - 100), sequence: 1<<16 - 100, // both wrap around
		pacer: congestion.NewPacer[departing](target),
	}
	c.stamper = rtpio.NewVideoStamper(rtpio.NewClock(c.began, frame.VideoClockRate, 1<<32-10*frame.VideoClockRate))
	c.repairs.SetTarget(c.began, target)
	c.receive()
	return c
}

// receive makes the receiver.
func (c *lossyCall) receive() {
	r := &Receiver{
		cfg: ReceiverConfig{
			FirstPicture:    func(time.Time) {},
			Nack:            func(_ Track, lost []uint16) { c.ask(slices.Clone(lost)) },
			RequestKeyFrame: func(Track) { c.ask(nil) },
		},
		sync:    jitter.NewSync(jitter.SyncConfig{}),
		playout: jitter.NewPlayout(jitter.PlayoutConfig{Channels: 1}),
	}
	r.SetRTT(2 * c.there.delay)
	v, err := newVideoReceiver(r, videoConfig{track: Camera, feed: &r.feed, shown: c.show, timed: true})
	if err != nil {
		c.t.Fatal(err)
	}
	_ = v.decoder.Close()
	v.decoder = &stubDecoder{call: c}
	c.receiver = v
}

// ask sends feedback.
func (c *lossyCall) ask(r request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.back.send(r, time.Now())
}

// show is called with every picture, on the receiver's goroutine.
func (c *lossyCall) show(v *frame.Video) {
	now := time.Now()
	c.receiver.presented(v.Width, v.Height, now)
	c.delays = append(c.delays, now.Sub(v.Captured))
	if !c.shown.IsZero() {
		c.longest = max(c.longest, now.Sub(c.shown))
	}
	c.shown = now
}

// play has the call go on for a while.
func (c *lossyCall) play(d time.Duration) {
	ctx, cancel := context.WithCancel(c.t.Context())
	var running sync.WaitGroup
	running.Go(func() { c.receiver.run(ctx) })
	for time.Since(c.began) < d {
		now := time.Now()
		if !now.Before(c.captured(c.number)) {
			c.shoot(now)
		}
		c.hear(now)
		c.depart(now)
		for _, p := range c.there.arrive(now) {
			p.Arrived = now
			c.receiver.push(p)
		}
		time.Sleep(time.Millisecond)
	}
	cancel()
	running.Wait()
	c.longest = max(c.longest, time.Since(c.shown))
	slices.Sort(c.delays)
}

// captured is when a frame is.
func (c *lossyCall) captured(number uint32) time.Time {
	return c.began.Add(time.Duration(number) * time.Second / stubRate)
}

// shoot encodes a frame and queues its packets.
func (c *lossyCall) shoot(now time.Time) {
	key := c.number == 0 || c.keys.keyDue(now)
	size := float64(c.target-c.repairs.Rate(now)) / 8 / stubRate * (0.7 + 0.6*c.random.Float64())
	data := []byte{1, vp8HeaderLength - 1: 0} // of a frame that builds on others
	repaid := min(c.owed, size/2)
	size, c.owed = size-repaid, c.owed-repaid
	if key {
		c.owed += (stubKeySize - 1) * size
		size *= stubKeySize
		c.sent.keys++
		data = []byte{0x10, 0, 0, 0x9d, 0x01, 0x2a, 16, 0, 16, 0}
	}
	data = binary.BigEndian.AppendUint32(data, c.number)
	data = append(data, make([]byte, max(0, int(size)-len(data)))...)
	c.number++
	timestamp := c.stamper.Stamp(now, 0)
	var packets []departing
	for _, p := range c.vp8.Packetize(data) {
		packets = append(packets, departing{Packet: frame.Packet{Timestamp: timestamp, SSRC: stubSSRC, Payload: slices.Clone(p)}})
	}
	packets[len(packets)-1].Marker = true
	if !c.pacer.PushVideo(0, key, packets, len(data)) {
		c.keys.requestKey()
	}
}

// hear takes in what the receiver asks for.
func (c *lossyCall) hear(now time.Time) {
	c.mu.Lock()
	requests := c.back.arrive(now)
	c.mu.Unlock()
	if c.greedy && now.Sub(c.began)%(20*time.Millisecond) == 0 {
		requests = append(requests, c.everything(), nil)
	}
	for _, r := range requests {
		if len(r) == 0 {
			c.keys.requestKey()
		}
		for _, s := range r {
			size := c.history.Ask(s, now, 2*c.there.delay)
			if size > 0 && c.repairs.Take(now, size) {
				c.pacer.PushRepair(departing{Packet: frame.Packet{Sequence: s}, again: true}, size)
			}
		}
	}
}

// everything asks for all that was sent lately.
func (c *lossyCall) everything() (r request) {
	for i := range uint16(1000) {
		r = append(r, c.sequence-i)
	}
	return r
}

// depart sends what the pacer lets go.
func (c *lossyCall) depart(now time.Time) {
	for p, _, ok := c.pacer.Pop(now); ok; p, _, ok = c.pacer.Pop(now) {
		if p.again {
			kept, _ := c.history.Find(p.Sequence)
			c.sent.again += len(kept.Payload) * 8
			c.there.send(frame.Packet{
				Sequence: p.Sequence, Timestamp: kept.Timestamp, SSRC: stubSSRC, Marker: kept.Marker,
				Recovered: true, Payload: slices.Clone(kept.Payload[2:]), // without its number
			}, now)
			continue
		}
		p.Sequence = c.sequence
		c.sequence++
		c.history.Add(p.Sequence, p.Timestamp, p.Marker, p.Payload)
		c.sent.media += len(p.Payload) * 8
		c.there.send(p.Packet, now)
	}
}

// stubDecoder checks that frames come whole and without a gap.
type stubDecoder struct {
	call *lossyCall
	pool frame.VideoPool
	next uint32
}

func (d *stubDecoder) Decode(f frame.Encoded) (*frame.Video, error) {
	number := binary.BigEndian.Uint32(f.Data[stubNumber:])
	if !f.Key && number != d.next {
		d.call.t.Errorf("frame %d was decoded instead of %d", number, d.next)
	}
	d.next = number + 1
	v := d.pool.Get(16, 16)
	v.Captured = d.call.captured(number)
	return v, nil
}

func (d *stubDecoder) Close() error { return nil }
