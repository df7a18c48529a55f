package media

import "sync"

// receivers is the set of people heard now, and how loud.
type receivers struct {
	roster[*Receiver]

	setting sync.Mutex
	volumes map[string]float64 // by key, kept for people not in the call yet
}

func (r *receivers) add(v *Receiver) {
	r.setting.Lock()
	defer r.setting.Unlock()
	if volume, ok := r.volumes[v.cfg.Key]; ok {
		v.gain.Set(volume)
	}
	r.roster.add(v)
}

func (r *receivers) setVolume(key string, gain float64) {
	r.setting.Lock()
	defer r.setting.Unlock()
	if r.volumes == nil {
		r.volumes = make(map[string]float64)
	}
	r.volumes[key] = gain
	for _, v := range r.all() {
		if v.cfg.Key == key {
			v.gain.Set(gain)
		}
	}
}

// levels is how loud everybody is, by key.
func (r *receivers) levels() map[string]float64 {
	levels := make(map[string]float64)
	for _, v := range r.all() {
		levels[v.cfg.Key] = v.level.Value()
	}
	return levels
}
