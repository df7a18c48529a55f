package codectest

import (
	"testing"
	"time"

	"parley/call/media/frame"
)

// scrollStep is how many rows a page of BenchScroll moves with each picture:
// three lines in a quarter of a second.
const scrollStep = 16

// BenchScroll measures scrolling source code of 1080p at 15 pictures a second.
func BenchScroll(b *testing.B, c ScreenCodec, bitrate int) {
	s := c.share(b, bitrate, 1920, 1080)
	var key, m scrolling
	s.scroll(&key)
	for b.Loop() {
		s.scroll(&m)
	}
	m.report(b)
	b.ReportMetric(key.encoding.Seconds()*1000, "ms/key")
	b.ReportMetric(float64(key.bytes)/1000, "kB/key")
}

// scrolling sums up what became of the pictures.
type scrolling struct {
	pictures, shown, bytes, largest int
	encoding                        time.Duration
	ssim, psnr                      float64
}

func (s *share) scroll(m *scrolling) {
	m.pictures++
	v := s.page.Picture(int(s.now/tick)*scrollStep, s.now)
	defer v.Release()
	s.now += tick
	begun := time.Now()
	f, err := s.enc.Encode(v, false)
	m.encoding += time.Since(begun)
	must(s.t, f, err)
	m.bytes, m.largest = m.bytes+len(f.Data), max(m.largest, len(f.Data))
	if len(f.Data) > 0 {
		m.compare(s, f, v)
	}
}

func (m *scrolling) compare(s *share, f frame.Encoded, v *frame.Video) {
	out, err := s.dec.Decode(f)
	must(s.t, out, err)
	defer out.Release()
	m.shown++
	m.ssim += SSIM(v, out)
	m.psnr += PSNR(v, out)
}

func (m *scrolling) report(b *testing.B) {
	pictures, shown := float64(m.pictures), float64(max(m.shown, 1))
	b.ReportMetric(m.encoding.Seconds()*1000/pictures, "ms/frame")
	b.ReportMetric(float64(m.bytes)*8*15/1000/pictures, "kbit/s")
	b.ReportMetric(float64(m.largest)/1000, "kB/largest")
	b.ReportMetric(m.ssim/shown, "SSIM")
	b.ReportMetric(m.psnr/shown, "dB")
	b.ReportMetric(100*(1-float64(m.shown)/pictures), "%dropped")
}
