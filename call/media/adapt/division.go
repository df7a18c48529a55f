package adapt

const (
	// CameraBeside is what the camera keeps beside a screen, in bits a second:
	// a face at 320 by 180, 30 times a second.
	CameraBeside = 120_000
	// cameraShare bounds that when there is little.
	cameraShare = 0.25
	// MaxText is what a screen of text can use, in bits a second: with it a
	// new page is sharp at once.
	MaxText = 2_500_000
	// MaxMotion is the same for films and games.
	MaxMotion = 6_000_000
)

// Division is what camera and screen get, in bits a second of the encoders'
// output; Audio is Opus' payload.
type Division struct {
	Audio, Camera, Screen int
}

// Divide shares out target bits a second, which include RTP headers, among
// sound and two pictures. Sound gets its rate first. Of the rest the screen
// gets all it can use, mostScreen, but for a small picture of the camera; what
// it cannot use is the camera's, up to mostCamera. Nobody's share shrinks when
// the target grows, nor does any jump.
func Divide(target, audio, mostCamera, mostScreen int) Division {
	rate := max(int(videoShare*float64(target-audio-audioHeaders)), 0)
	beside := min(int(cameraShare*float64(rate)), CameraBeside, mostCamera)
	screen := min(rate-beside, mostScreen)
	return Division{Audio: audio, Camera: min(rate-screen, mostCamera), Screen: screen}
}

// Needs is the target, in bits a second, with which Divide gives everybody all
// they can use.
func Needs(audio, mostCamera, mostScreen int) int {
	return int(float64(mostCamera+mostScreen)/videoShare) + audio + audioHeaders + 1
}
