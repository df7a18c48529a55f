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
	"parley/call/media/congestion/congestiontest"
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
	mu     sync.Mutex // guards there, back, and what was shown
	there  *lossyPath[passing]
	back   *lossyPath[request]
	greedy bool // whoever receives asks for everything, all the time

	// What another sender does in its own way.
	work    func(now time.Time)                           // makes what is to be sent
	carry   func(p frame.Packet, size int, now time.Time) // puts it on the path
	arrive  func(p passing)
	wantKey func()
	report  func(congestiontest.Report)

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

// passing is a packet on its way, and what the congestion control knows it by.
type passing struct {
	frame.Packet
	counted congestiontest.Packet
}

// request is feedback: numbers to send again, or none for a key frame; or a report
// of the congestion control.
type request struct {
	lost   []uint16
	report congestiontest.Report
}

const (
	stubRate    = 30              // frames a second
	stubKeySize = 4               // of a key frame, in frames
	stubNumber  = vp8HeaderLength // where a frame's number lies, and when it was captured

	// vp8HeaderLength is that of a key frame (RFC 6386 section 9.1).
	vp8HeaderLength = 10
)

func newLossyCall(t *testing.T, w weather, target int) *lossyCall {
	c := &lossyCall{
		t: t, target: target, began: time.Now(),
		there: newLossyPath[passing](w, 1), back: newLossyPath[request](w, 2),
		random: rand.New(rand.NewPCG(5, 6)),
		vp8:    rtpio.NewVP8(1<<15 - 100), sequence: 1<<16 - 100, // both wrap around
		pacer: congestion.NewPacer[departing](target),
	}
	c.stamper = rtpio.NewVideoStamper(rtpio.NewClock(c.began, frame.VideoClockRate, 1<<32-10*frame.VideoClockRate))
	c.repairs.SetTarget(c.began, target)
	c.work, c.carry, c.arrive, c.wantKey = c.shoot, c.put, c.take, c.keys.requestKey
	c.receive()
	return c
}

// receive makes the receiver.
func (c *lossyCall) receive() {
	r := &Receiver{
		cfg: ReceiverConfig{
			FirstPicture:    func(time.Time) {},
			Nack:            func(_ Track, lost []uint16) { c.ask(request{lost: slices.Clone(lost)}) },
			RequestKeyFrame: func(Track) { c.ask(request{}) },
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
	v.decoder = &stubDecoder{t: c.t}
	c.receiver = v
}

// ask sends feedback.
func (c *lossyCall) ask(r request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.back.send(r, 0, time.Now())
}

// show is called with every picture, on the receiver's goroutine.
func (c *lossyCall) show(v *frame.Video) {
	now := time.Now()
	c.receiver.presented(v.Width, v.Height, now)
	c.mu.Lock()
	defer c.mu.Unlock()
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
		c.work(now)
		c.hear(now)
		c.depart(now)
		c.mu.Lock()
		come := c.there.arrive(now)
		c.mu.Unlock()
		for _, p := range come {
			p.Arrived = now
			c.arrive(p)
		}
		time.Sleep(time.Millisecond)
	}
	cancel()
	running.Wait()
	c.longest = max(c.longest, time.Since(c.shown))
	slices.Sort(c.delays)
}

// take hands a packet to the receiver.
func (c *lossyCall) take(p passing) { c.receiver.push(p.Packet) }

// put sends a packet.
func (c *lossyCall) put(p frame.Packet, size int, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.there.send(passing{Packet: p}, size, now)
}

// stubFrame is a frame of so many bytes, or a few more.
func stubFrame(key bool, number uint32, captured time.Time, size int) []byte {
	data := []byte{1, vp8HeaderLength - 1: 0} // of a frame that builds on others
	if key {
		data = []byte{0x10, 0, 0, 0x9d, 0x01, 0x2a, 16, 0, 16, 0}
	}
	data = binary.BigEndian.AppendUint32(data, number)
	data = binary.BigEndian.AppendUint64(data, uint64(captured.UnixNano()))
	return append(data, make([]byte, max(0, size-len(data)))...)
}

// shoot encodes a frame when one is due, and queues its packets.
func (c *lossyCall) shoot(now time.Time) {
	if now.Before(c.began.Add(time.Duration(c.number) * time.Second / stubRate)) {
		return
	}
	key := c.number == 0 || c.keys.keyDue(now)
	size := float64(c.target-c.repairs.Rate(now)) / 8 / stubRate * (0.7 + 0.6*c.random.Float64())
	repaid := min(c.owed, size/2)
	size, c.owed = size-repaid, c.owed-repaid
	if key {
		c.owed += (stubKeySize - 1) * size
		size *= stubKeySize
		c.sent.keys++
	}
	data := stubFrame(key, c.number, now, int(size))
	c.number++
	if !c.queue(key, data, now) {
		c.keys.requestKey()
	}
}

// queue puts a frame into the pacer; false when that refuses it.
func (c *lossyCall) queue(key bool, data []byte, now time.Time) bool {
	timestamp := c.stamper.Stamp(now, 0)
	var packets []departing
	for _, p := range c.vp8.Packetize(data) {
		packets = append(packets, departing{Packet: frame.Packet{Timestamp: timestamp, SSRC: congestiontest.Pictures, Payload: slices.Clone(p)}})
	}
	packets[len(packets)-1].Marker = true
	return c.pacer.PushVideo(0, key, packets, len(data))
}

// hear takes in what the receiver asks for.
func (c *lossyCall) hear(now time.Time) {
	c.mu.Lock()
	requests := c.back.arrive(now)
	c.mu.Unlock()
	if c.greedy && now.Sub(c.began)%(20*time.Millisecond) == 0 {
		requests = append(requests, c.everything(), request{})
	}
	for _, r := range requests {
		switch {
		case r.report != nil:
			c.report(r.report)
		case len(r.lost) == 0:
			c.wantKey()
		}
		for _, s := range r.lost {
			size, early := c.history.Ask(s, now, 2*c.there.delay)
			if size > 0 && c.repairs.Take(now, size, early) {
				c.pacer.PushRepair(departing{Packet: frame.Packet{Sequence: s}, again: true}, size)
			}
		}
	}
}

// everything asks for all that was sent lately.
func (c *lossyCall) everything() (r request) {
	for i := range uint16(1000) {
		r.lost = append(r.lost, c.sequence-i)
	}
	return r
}

// depart sends what the pacer lets go.
func (c *lossyCall) depart(now time.Time) {
	for p, _, ok := c.pacer.Pop(now); ok; p, _, ok = c.pacer.Pop(now) {
		if p.again {
			kept, ok := c.history.Find(p.Sequence)
			if !ok {
				continue // it was forgotten meanwhile
			}
			c.sent.again += len(kept.Payload) * 8
			c.carry(frame.Packet{
				Sequence: p.Sequence, Timestamp: kept.Timestamp, SSRC: congestiontest.Pictures, Marker: kept.Marker,
				Recovered: true, Payload: slices.Clone(kept.Payload[2:]), // without its number
			}, len(kept.Payload), now)
			continue
		}
		if p.SSRC != congestiontest.Pictures { // sound, which nobody asks for again
			c.carry(p.Packet, len(p.Payload), now)
			continue
		}
		p.Sequence = c.sequence
		c.sequence++
		c.history.Add(p.Sequence, p.Timestamp, p.Marker, p.Payload)
		c.sent.media += len(p.Payload) * 8
		c.carry(p.Packet, len(p.Payload), now)
	}
}

// stubDecoder checks that frames come whole and without a gap.
type stubDecoder struct {
	t    *testing.T
	pool frame.VideoPool
	next uint32
}

func (d *stubDecoder) Decode(f frame.Encoded) (*frame.Video, error) {
	number := binary.BigEndian.Uint32(f.Data[stubNumber:])
	if !f.Key && number != d.next {
		d.t.Errorf("frame %d was decoded instead of %d", number, d.next)
	}
	d.next = number + 1
	v := d.pool.Get(16, 16)
	v.Captured = time.Unix(0, int64(binary.BigEndian.Uint64(f.Data[stubNumber+4:])))
	return v, nil
}

func (d *stubDecoder) Close() error { return nil }
