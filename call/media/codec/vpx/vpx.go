// Package vpx binds libvpx for VP8 (RFC 6386), set up for conversation the way
// libwebrtc sets it up (modules/video_coding/codecs/vp8/libvpx_vp8_encoder.cc).
package vpx

// #cgo pkg-config: vpx
import "C"

// TextFloor is the quantizer with which text is visually lossless: source code
// of 1080p has an SSIM above 0.997.
const TextFloor = 12

// Content is a kind of pictures that an encoder is tuned for.
type Content int

const (
	// Camera is faces and rooms, with a sensor's grain.
	Camera Content = iota
	// Text is pages and windows: sharp edges, large areas that stand still.
	Text
	// Motion is films and games on a screen: free of grain, large and quick.
	Motion
)

// Config is what an encoder is made for. Its zero value is a camera at 30
// pictures a second and 600 kbit/s.
type Config struct {
	// FrameRate is how many pictures a second are expected; 30 when zero. The
	// rate control follows the pictures' own times: this is its first guess.
	FrameRate float64
	// Bitrate is the first target in bits a second; 600 kbit/s when zero.
	Bitrate int
	// Content is what the pictures show; a camera's when zero.
	Content Content
	// NoiseSensitivity is libvpx' temporal denoiser, from 0 (off) over 1 (luma
	// only) to 4 (adaptive, what libwebrtc takes on desktops). It saves bits
	// with a grainy camera and costs up to a tenth more time.
	NoiseSensitivity int
}
