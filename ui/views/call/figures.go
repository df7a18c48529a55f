package call

// figure is one of the six graphs of the connection.
type figure struct {
	title  string
	unit   string // empty when the title says it
	format string
	of     func(sample) float64
	least  float64 // the graph's height shows at least this much
	bad    bool    // anything above nothing is worth a look
}

// figures are the graphs in the order they are drawn, two in a row.
var figures = [...]figure{
	{"Delay, there and back", "ms", "%.0f", func(s sample) float64 { return s.rtt }, 100, false},
	{"Lost on the way", "%", "%.1f", func(s sample) float64 { return s.lost }, 5, true},
	{"Receiving", "Mbit/s", "%.1f", func(s sample) float64 { return s.receiving }, 1, false},
	{"Sending", "Mbit/s", "%.1f", func(s sample) float64 { return s.sending }, 1, false},
	{"Pictures a second", "", "%.0f", func(s sample) float64 { return s.pictures }, 30, false},
	{"Sound repaired", "%", "%.1f", func(s sample) float64 { return s.repaired }, 5, true},
}

func (f figure) unitInReport() string {
	if f.unit == "" {
		return "1/s"
	}
	return f.unit
}
