package jitter

import (
	"encoding/binary"
	"os"
	"testing"

	"parley/call/media/codec/opus"
)

func TestZZFEC(t *testing.T) {
	raw, _ := os.ReadFile("/tmp/jit.raw")
	for _, rate := range []int{24000, 32000, 40000} {
		for _, loss := range []float64{0, 0.01, 0.03, 0.05, 0.06, 0.08, 0.1, 0.2} {
			enc, _ := opus.NewEncoder(opus.Config{Bitrate: rate})
			enc.SetExpectedLoss(loss)
			dec, _ := opus.NewDecoder(1)
			n, has := 0, 0
			toc := map[byte]int{}
			for i := 0; (i+1)*1920 < len(raw); i++ {
				block := make([]int16, 960)
				for k := range block {
					block[k] = int16(binary.LittleEndian.Uint16(raw[i*1920+2*k:]))
				}
				d, _ := enc.Encode(block)
				n++
				toc[d[0]>>3]++
				if dec.HasFEC(d) {
					has++
				}
			}
			t.Log(rate, loss, n, has, toc)
		}
	}
}
