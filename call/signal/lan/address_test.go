package lan

import (
	"testing"
	"time"

	"parley/call/identity"
	"parley/call/signal"
)

func TestSplitHost(t *testing.T) {
	for in, want := range map[string]struct {
		host string
		port uint16
	}{
		"192.0.2.1":           {"192.0.2.1", DefaultPort},
		"192.0.2.1:9":         {"192.0.2.1", 9},
		"2001:db8::1":         {"2001:db8::1", DefaultPort},
		"[2001:db8::1]":       {"2001:db8::1", DefaultPort},
		"[2001:db8::1]:65535": {"2001:db8::1", 65535},
		"[fe80::1%eth0]:9":    {"fe80::1%eth0", 9},
		"fe80::1%eth0":        {"fe80::1%eth0", DefaultPort},
		"mara.local":          {"mara.local", DefaultPort},
		"mara.local:9":        {"mara.local", 9},
		"mara:":               {},
		":9":                  {},
		"mara:0":              {},
		"mara:65536":          {},
		"mara:-1":             {},
		"mara:http":           {},
		"a:b:c":               {},
		"[::1":                {},
	} {
		host, port, err := splitHost(in)
		if (err != nil) != (want.port == 0) || host != want.host || port != want.port {
			t.Errorf("%q: %q, %d, %v", in, host, port, err)
		}
	}
}

// BenchmarkDial is from the call of Dial until both sides have a link.
func BenchmarkDial(b *testing.B) {
	open := func() *Transport {
		id, err := identity.Generate(nil)
		if err != nil {
			b.Fatal(err)
		}
		t, err := Open(Config{Identity: id, Listen: "127.0.0.1:0"})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { t.Close() })
		return t
	}
	from, to := open(), open()
	target := signal.Target{Host: to.Addresses()[0]}
	var dialling time.Duration
	for b.Loop() {
		begun := time.Now()
		l, err := from.Dial(b.Context(), target)
		if err != nil {
			b.Fatal(err)
		}
		there := <-to.Links()
		dialling += time.Since(begun)
		l.Close()
		there.Close()
	}
	b.ReportMetric(float64(dialling.Microseconds())/1000/float64(b.N), "ms/dial")
}
