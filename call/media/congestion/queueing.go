package congestion

import (
	"sync"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
)

const (
	// departures is how many packets are remembered: several seconds of video.
	departures = 1 << 13
	// baseWindow is for how long the shortest delay holds as that of the empty
	// path, in baseParts parts that are forgotten one by one, so that another
	// path is learned (RFC 6817 section 4.2: ten minutes; media keeps this
	// path from ever being empty for less).
	baseWindow = 60 * time.Second
	baseParts  = 6
	// referenceUnit is that of the reference time of transport-wide feedback.
	referenceUnit = 64 * time.Millisecond
)

// Path is what the last feedback said of the path.
type Path struct {
	At       time.Time     // when it came; zero before the first
	Queueing time.Duration // how long packets wait in queues on the way
	Loss     float64       // share that did not arrive, 0 to 1
}

// queueing measures the path by transport-wide numbers
// (draft-holmer-rmcat-transport-wide-cc-extensions-01): the time from sending
// to arrival, on two clocks, less the shortest there was.
type queueing struct {
	now func() time.Time

	mu    sync.Mutex
	epoch time.Time
	sent  [departures]departure
	base  shortest
	path  Path
}

// departure is when a packet was sent, since the epoch.
type departure struct {
	number uint16
	known  bool
	at     time.Duration
}

func newQueueing(now func() time.Time) *queueing { return &queueing{now: now, epoch: now()} }

// transportID returns the number of the header extension that carries
// transport-wide numbers in a stream, 0 for none.
func transportID(info *interceptor.StreamInfo) uint8 {
	for _, e := range info.RTPHeaderExtensions {
		if e.URI == sdp.TransportCCURI {
			return uint8(e.ID)
		}
	}
	return 0
}

// depart notes that a packet is sent now.
func (q *queueing) depart(h *rtp.Header, id uint8) {
	var number rtp.TransportCCExtension
	if id == 0 || number.Unmarshal(h.GetExtension(id)) != nil {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.sent[number.TransportSequence%departures] = departure{number.TransportSequence, true, q.now().Sub(q.epoch)}
}

// arrive takes feedback in.
func (q *queueing) arrive(f *rtcp.TransportLayerCC) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.now()
	arrival := time.Duration(f.ReferenceTime) * referenceUnit
	least, known := time.Duration(0), false
	received := 0
	for i, ok := range arrivals(f) {
		if !ok || received == len(f.RecvDeltas) {
			continue
		}
		arrival += time.Duration(f.RecvDeltas[received].Delta) * time.Microsecond
		received++
		if d := q.sent[i%departures]; d.known && d.number == i && (!known || arrival-d.at < least) {
			least, known = arrival-d.at, true
		}
	}
	if f.PacketStatusCount > 0 {
		q.path.Loss = 1 - float64(received)/float64(f.PacketStatusCount)
	}
	if known {
		q.path.At, q.path.Queueing = now, q.base.add(least, now.Sub(q.epoch))
	}
}

// arrivals lists the packets of a feedback by number, and whether each arrived.
func arrivals(f *rtcp.TransportLayerCC) func(yield func(uint16, bool) bool) {
	return func(yield func(uint16, bool) bool) {
		number, left := f.BaseSequenceNumber, int(f.PacketStatusCount)
		one := func(symbol uint16) bool {
			left--
			number++
			return yield(number-1, symbol == rtcp.TypeTCCPacketReceivedSmallDelta || symbol == rtcp.TypeTCCPacketReceivedLargeDelta)
		}
		for _, chunk := range f.PacketChunks {
			switch c := chunk.(type) {
			case *rtcp.RunLengthChunk:
				for n := 0; n < int(c.RunLength) && left > 0; n++ {
					if !one(c.PacketStatusSymbol) {
						return
					}
				}
			case *rtcp.StatusVectorChunk:
				for _, symbol := range c.SymbolList {
					if left > 0 && !one(symbol) {
						return
					}
				}
			}
		}
	}
}

func (q *queueing) newest() Path {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.path
}

// shortest is the least of what was added lately.
type shortest struct {
	parts [baseParts]time.Duration
	count int           // of parts in use
	began time.Duration // of the newest part
}

// add takes a value in and returns by how much it is above the least.
func (s *shortest) add(d, now time.Duration) time.Duration {
	if s.count == 0 || now-s.began >= baseWindow/baseParts {
		copy(s.parts[1:], s.parts[:baseParts-1])
		s.parts[0], s.began = d, now
		s.count = min(s.count+1, baseParts)
	}
	s.parts[0] = min(s.parts[0], d)
	least := d
	for _, p := range s.parts[:s.count] {
		least = min(least, p)
	}
	return d - least
}
