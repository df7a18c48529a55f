package server

import (
	"bytes"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/coder/websocket"
	dto "github.com/prometheus/client_model/go"
)

// quick are limits of replicas that notice soon.
func quick() Limits {
	l := roomy()
	l.Beat, l.Lost = 50*time.Millisecond, time.Second
	return l
}

func TestReplicasAreOneRoom(t *testing.T) {
	halls, ends := replicate(t, 3, quick())
	mara, noor := halls[0].join(t, lounge), halls[1].join(t, lounge)
	if !slices.Equal(noor.Peers, []string{mara.Peer}) {
		t.Errorf("noor meets %v, not %s", noor.Peers, mara.Peer)
	}
	if w := mara.told("joined"); w.Peer != noor.Peer {
		t.Errorf("%s joined, not %s", w.Peer, noor.Peer)
	}
	omar := halls[2].join(t, lounge)
	if len(omar.Peers) != 2 || !slices.Contains(omar.Peers, mara.Peer) || !slices.Contains(omar.Peers, noor.Peer) {
		t.Errorf("omar meets %v", omar.Peers)
	}
	mara.told("joined")
	noor.told("joined")
	for i := range byte(100) { // in order
		mara.say(noor.Peer, string('a'+i%26))
		noor.hears(mara.Peer, string('a'+i%26))
	}
	noor.say(omar.Peer, "")
	omar.hears(noor.Peer, "")
	elsewhere := halls[1].join(t, attic)
	elsewhere.say(mara.Peer, "psst")
	noor.say(mara.Peer, "last")
	mara.hears(noor.Peer, "last")
	_ = noor.socket.Close(websocket.StatusNormalClosure, "")
	for _, p := range []*person{mara, omar} {
		if w := p.told("left"); w.Peer != noor.Peer {
			t.Errorf("%s left, not %s", w.Peer, noor.Peer)
		}
	}
	_, _ = mara.socket.CloseNow(), omar.socket.CloseNow()
	eventually(t, "the room is forgotten", func() bool { return ends[0].watches() == 0 && ends[2].watches() == 0 })
}

// TestComingAtOnce has two come to two replicas in the same moment. One at
// least is in the other's welcome: nobody else would open a link.
func TestComingAtOnce(t *testing.T) {
	halls, _ := replicate(t, 2, quick())
	for range 20 {
		came := make(chan *person, 2)
		for _, h := range halls {
			go func() { came <- h.join(t, lounge) }()
		}
		mara, noor := <-came, <-came
		if mara == nil || noor == nil {
			t.Fatal("they did not come in")
		}
		if !slices.Contains(mara.Peers, noor.Peer) && !slices.Contains(noor.Peers, mara.Peer) {
			t.Fatal("neither is in the other's welcome")
		}
		_, _ = mara.socket.CloseNow(), noor.socket.CloseNow()
		eventually(t, "both are gone", func() bool { return present(halls[0])+present(halls[1]) == 0 })
	}
}

// TestEarlyFrameWaits sends something to somebody who has not been welcomed.
func TestEarlyFrameWaits(t *testing.T) {
	l := quick()
	l.Gather = time.Second
	halls, _ := replicate(t, 2, l)
	mara := halls[0].join(t, lounge)
	came := make(chan *person, 1)
	go func() { came <- halls[1].join(t, lounge) }()
	noor := mara.told("joined")
	mara.say(noor.Peer, "early")
	(<-came).hears(mara.Peer, "early")
}

// TestReplicaThatIsCutOff loses its people to the others, and gets them back.
func TestReplicaThatIsCutOff(t *testing.T) {
	halls, ends := replicate(t, 2, quick())
	mara, noor := halls[0].join(t, lounge), halls[1].join(t, lounge)
	mara.told("joined")
	time.Sleep(2 * quick().Lost) // the signs of life hold them together
	ends[1].cut(true)
	if w := mara.told("left"); w.Peer != noor.Peer {
		t.Errorf("%s left, not %s", w.Peer, noor.Peer)
	}
	noor.told("left")
	mara.say(noor.Peer, "psst")
	eventually(t, "it is dropped", func() bool { return counted(halls[0]) == 1 })
	ends[1].cut(false)
	if w := mara.told("joined"); w.Peer != noor.Peer {
		t.Errorf("%s joined, not %s", w.Peer, noor.Peer)
	}
	noor.told("joined")
	mara.say(noor.Peer, "again")
	noor.hears(mara.Peer, "again")
}

func TestReplicaThatStops(t *testing.T) {
	l := quick()
	l.Lost = time.Hour
	halls, _ := replicate(t, 2, l)
	mara, noor := halls[0].join(t, lounge), halls[1].join(t, lounge)
	mara.told("joined")
	go func() { _ = halls[1].Close() }()
	noor.closedWith(websocket.StatusGoingAway)
	if w := mara.told("left"); w.Peer != noor.Peer {
		t.Errorf("%s left, not %s", w.Peer, noor.Peer)
	}
}

func TestPeopleOverReplicas(t *testing.T) {
	halls, _ := replicate(t, 2, quick())
	for i := range 16 {
		halls[i%2].join(t, lounge)
		eventually(t, "both know", func() bool { return present(halls[0]) == i+1 && present(halls[1]) == i+1 || i == 0 })
	}
	socket, _, err := halls[0].dial(t, lounge, nil)
	if err != nil {
		t.Fatal(err)
	}
	(&person{t: t, socket: socket}).closedWith(4001)
}

// present counts who is in the lounge, here and elsewhere.
func present(h *hall) int {
	r := h.find(lounge)
	if r == nil {
		return 0
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.members) + r.others.count()
}

// TestHostileReplica says everything that is not so. Nobody hears of it.
func TestHostileReplica(t *testing.T) {
	l := quick()
	l.Beat, l.Lost = time.Hour, time.Hour
	x := new(exchange)
	shared, evil := x.end(), x.end()
	h := open(t, Config{Limits: l, Bus: shared})
	mara, noor := h.join(t, lounge), h.join(t, lounge)
	mara.told("joined")
	own, ghost := h.replicas.own, replicaID{6}
	maraPeer, noorPeer, nobody := peer(raw(t, mara.Peer)), peer(raw(t, noor.Peer)), peer{6}
	good := people{from: ghost, sequence: 5, peers: []peer{nobody}}.encode()
	for name, message := range map[string][]byte{
		"nothing":                    {},
		"another version":            append([]byte{2}, good[1:]...),
		"another kind":               append([]byte{1, 9}, good[2:]...),
		"half a peer":                good[:len(good)-1],
		"unknown flags":              bytes.Replace(good, append(ghost[:], 0), append(ghost[:], 2), 1),
		"too many people":            people{from: ghost, sequence: 1, peers: make([]peer, 17)}.encode(),
		"in the name of this server": people{from: own, sequence: 1 << 60, peers: []peer{nobody}}.encode(),
		"from nobody":                relayed{ghost, nobody, maraPeer, []byte("psst")}.encode(),
		"from somebody here":         relayed{ghost, noorPeer, maraPeer, []byte("psst")}.encode(),
		"too large":                  relayed{ghost, nobody, maraPeer, make([]byte, l.Frame)}.encode(),
	} {
		before := strayed(t, h)
		if err := evil.Publish(lounge, message); err != nil {
			t.Fatal(err)
		}
		eventually(t, name+" is dropped", func() bool { return strayed(t, h) == before+1 })
	}
	_ = evil.Publish(lounge, people{from: ghost, sequence: 5, peers: []peer{maraPeer, nobody, nobody}}.encode())
	for _, p := range []*person{mara, noor} {
		if w := p.told("joined"); w.Peer != nobody.String() {
			t.Errorf("%s joined", w.Peer)
		}
	}
	_ = evil.Publish(lounge, people{from: ghost, sequence: 5}.encode()) // old
	_ = evil.Publish(lounge, people{from: replicaID{7}, sequence: 1, peers: []peer{nobody}}.encode())
	_ = evil.Publish(lounge, relayed{replicaID{7}, nobody, maraPeer, []byte("psst")}.encode())
	_ = evil.Publish(lounge, relayed{ghost, nobody, maraPeer, []byte("heard")}.encode())
	mara.hears(nobody.String(), "heard")
	crowd := people{from: ghost, sequence: 6}
	for i := range byte(16) {
		crowd.peers = append(crowd.peers, peer{1, i})
	}
	_ = evil.Publish(lounge, crowd.encode())
	eventually(t, "the room is full", func() bool { return present(h) == l.People })
}

func strayed(t *testing.T, h *hall) float64 {
	t.Helper()
	var m dto.Metric
	if err := h.counters.strayed.Write(&m); err != nil {
		t.Fatal(err)
	}
	return m.GetCounter().GetValue()
}

func FuzzReplica(f *testing.F) {
	f.Add(people{from: replicaID{1}, asks: true, sequence: 7, peers: []peer{{1}, {2}}}.encode())
	f.Add(relayed{replicaID{1}, peer{1}, peer{2}, []byte("sealed")}.encode())
	f.Fuzz(func(t *testing.T, message []byte) {
		said, err := parseReplica(message, 65_704)
		if err != nil {
			return
		}
		again := said.(interface{ encode() []byte }).encode()
		if !bytes.Equal(again, message) {
			t.Errorf("%x became %x", message, again)
		}
		if twice, err := parseReplica(again, 65_704); err != nil || !reflect.DeepEqual(twice, said) {
			t.Errorf("%+v became %+v, %v", said, twice, err)
		}
	})
}
