// Package congestiontest closes the loop of congestion control in tests that have
// a network of their own: what is sent, how it arrives, and the feedback on that.
package congestiontest

import (
	"sync"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"

	"parley/call/media/congestion"
)

// SSRCs of the streams that a Loop sends.
const (
	Pictures = 1
	repairs  = 2
	Sound    = 3
)

const (
	transportURI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
	transportID  = 1
	// wireBytes is what a packet has on the way beside RTP: 28 of UDP and IP, 16 of
	// SRTP's authentication.
	wireBytes = 44
)

// Packet is one that was sent.
type Packet struct {
	number uint16
	Item   any // nil for padding, which probes the path
	Size   int // in bytes, all headers included
}

// Report is feedback on its way back.
type Report []rtcp.Packet

// Loop is an Estimator whose packets go to a function.
type Loop struct {
	*congestion.Estimator
	recorder *twcc.Recorder
	epoch    time.Time
	carry    func(Packet)
	writers  map[uint32]interceptor.RTPWriter
	done     chan struct{}
	running  sync.WaitGroup
}

// NewLoop starts an Estimator that wants to send want bits a second. What it lets
// go is given to carry, from any goroutine. The caller closes the Loop.
func NewLoop(want int, carry func(Packet)) *Loop {
	l := &Loop{
		Estimator: congestion.NewEstimator(congestion.Config{}), recorder: twcc.NewRecorder(1), epoch: time.Now(),
		carry: carry, writers: make(map[uint32]interceptor.RTPWriter), done: make(chan struct{}),
	}
	extensions := []interceptor.RTPHeaderExtension{{URI: transportURI, ID: transportID}}
	for _, info := range []*interceptor.StreamInfo{
		{SSRC: Pictures, SSRCRetransmission: repairs, PayloadTypeRetransmission: 97, RTPHeaderExtensions: extensions},
		{SSRC: Sound, RTPHeaderExtensions: extensions},
	} {
		l.writers[info.SSRC] = l.AddStream(info, interceptor.RTPWriterFunc(l.transmit))
	}
	l.Want(want)
	l.running.Go(func() { l.Run(l.done) })
	return l
}

// Close ends the probing.
func (l *Loop) Close() {
	close(l.done)
	l.running.Wait()
}

// Send sends a packet of Pictures or Sound; again says that it is sent again.
func (l *Loop) Send(ssrc uint32, again bool, item any, payload []byte) error {
	h := &rtp.Header{Version: 2, SSRC: ssrc}
	if again {
		h.SSRC = repairs
	}
	_, err := l.writers[ssrc].Write(h, payload, interceptor.Attributes{transportID: item})
	return err
}

func (l *Loop) transmit(h *rtp.Header, payload []byte, a interceptor.Attributes) (int, error) {
	var number rtp.TransportCCExtension
	if err := number.Unmarshal(h.GetExtension(transportID)); err != nil {
		return 0, err
	}
	size := h.MarshalSize() + len(payload) + int(h.PaddingSize)
	l.carry(Packet{number: number.TransportSequence, Item: a.Get(transportID), Size: size + wireBytes})
	return size, nil
}

// Arrived takes note of a packet at the far side.
func (l *Loop) Arrived(p Packet, at time.Time) {
	l.recorder.Record(Pictures, p.number, at.Sub(l.epoch).Microseconds())
}

// Report returns what the far side has to say since the last call, nil for nothing.
func (l *Loop) Report() Report { return l.recorder.BuildFeedbackPacket() }

// Hear takes in what the far side said.
func (l *Loop) Hear(r Report) {
	_ = l.WriteRTCP(r, nil) // it never fails
}
