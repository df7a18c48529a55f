// Package vpx binds libvpx for VP8 (RFC 6386), set up for conversation the way
// libwebrtc sets it up (modules/video_coding/codecs/vp8/libvpx_vp8_encoder.cc).
package vpx

// #cgo pkg-config: vpx
import "C"

// Config is what an encoder is made for. Its zero value is a camera at 30
// pictures a second and 600 kbit/s.
type Config struct {
	// FrameRate is how many pictures a second are expected; 30 when zero. The
	// rate control follows the pictures' own times: this is its first guess.
	FrameRate float64
	// Bitrate is the first target in bits a second; 600 kbit/s when zero.
	Bitrate int
	// Screen tunes for text and windows rather than for a camera.
	Screen bool
	// NoiseSensitivity is libvpx' temporal denoiser, from 0 (off) over 1 (luma
	// only) to 4 (adaptive, what libwebrtc takes on desktops). It saves bits
	// with a grainy camera and costs up to a tenth more time.
	NoiseSensitivity int
}
