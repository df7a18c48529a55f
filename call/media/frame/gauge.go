package frame

import (
	"math"
	"sync/atomic"
)

// Gauge is a number that one goroutine sets and others read, such as the
// level of a microphone from 0 to 1. The zero value reads 0.
type Gauge struct{ bits atomic.Uint64 }

// Set stores x.
func (g *Gauge) Set(x float64) { g.bits.Store(math.Float64bits(x)) }

// Value returns what was set last.
func (g *Gauge) Value() float64 { return math.Float64frombits(g.bits.Load()) }
