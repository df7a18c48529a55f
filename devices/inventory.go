package devices

import (
	"context"
	"reflect"
	"sync"
	"time"
)

// List returns what is connected now. A sound server that does not answer in
// time counts as none.
func List(ctx context.Context) Inventory {
	cameras, problems := listCameras()
	ctx, cancel := context.WithTimeout(ctx, serverPatience)
	defer cancel()
	lists := make(chan soundList, 1)
	go func() {
		var p soundPoll
		defer p.close()
		lists <- p.list()
	}()
	sound := silent()
	select {
	case sound = <-lists:
	case <-ctx.Done():
	}
	return inventory(cameras, problems, sound)
}

// Watch calls changed with what is connected, at once and after each change,
// from one goroutine. It returns when ctx ends.
func Watch(ctx context.Context, changed func(Inventory)) {
	var owned sync.WaitGroup
	defer owned.Wait()
	plugged := hotplug(ctx, &owned)
	sounds := make(chan soundList)
	polled := make(chan struct{})
	go func() {
		defer close(polled)
		pollSound(ctx, sounds)
	}()
	defer leave(polled)
	cameras, problems := listCameras()
	sound := silent()
	select {
	case sound = <-sounds:
	case <-time.After(serverPatience):
	case <-ctx.Done():
		return
	}
	last := inventory(cameras, problems, sound)
	changed(last)
	for {
		select {
		case <-plugged:
			cameras, problems = listCameras()
		case sound = <-sounds:
		case <-ctx.Done():
			return
		}
		if now := inventory(cameras, problems, sound); !reflect.DeepEqual(now, last) {
			last = now
			changed(now)
		}
	}
}

// inventory puts the parts together and adds what is missing to the problems.
func inventory(cameras []Device, problems []Problem, sound soundList) Inventory {
	i := Inventory{SoundServer: sound.server}
	i.Devices = append(append(i.Devices, cameras...), sound.devices...)
	i.Problems = append(i.Problems, problems...)
	if len(cameras) == 0 && len(problems) == 0 {
		i.Problems = append(i.Problems, *nothingConnected(KindCamera))
	}
	for _, kind := range []Kind{KindMicrophone, KindSpeaker} {
		switch {
		case sound.server == "":
			i.Problems = append(i.Problems, *noSoundServer(kind))
		case len(i.Of(kind)) == 0:
			i.Problems = append(i.Problems, *nothingConnected(kind))
		}
	}
	return i
}

// soundList is what a sound server has.
type soundList struct {
	server  string // empty without one
	devices []Device
}

func silent() soundList { return soundList{} }

// soundPoll asks a sound server again and again over one connection.
type soundPoll struct{ server *server }

// pollSound lists the sound devices every two seconds, until ctx ends. A sound
// server that hangs holds it for longer.
func pollSound(ctx context.Context, lists chan<- soundList) {
	var p soundPoll
	defer p.close()
	for ctx.Err() == nil {
		select {
		case lists <- p.list():
		case <-ctx.Done():
			return
		}
		select {
		case <-time.After(roundTrip):
		case <-ctx.Done():
		}
	}
}

// list asks over the connection, and over a new one when that has died.
func (p *soundPoll) list() soundList {
	if p.server != nil {
		if found, ok := p.ask(); ok {
			return found
		}
		p.close()
	}
	var err error
	if p.server, err = connect(); err != nil {
		return silent()
	}
	found, ok := p.ask()
	if !ok {
		p.close()
	}
	return found
}

// ask lists all but the monitors of speakers, which nobody speaks into.
func (p *soundPoll) ask() (soundList, bool) {
	out := soundList{server: p.server.backend.name}
	for _, kind := range []Kind{KindMicrophone, KindSpeaker} {
		found, err := p.server.list(kind)
		if err != nil {
			return silent(), false
		}
		for _, d := range found {
			if !d.monitor {
				out.devices = append(out.devices, d.Device)
			}
		}
	}
	return out, true
}

func (p *soundPoll) close() {
	if p.server != nil {
		p.server.close()
		p.server = nil
	}
}
