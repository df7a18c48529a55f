package session

// MaxLines is as high as a picture is ever said to be shown.
const MaxLines = 2304

// View is how a participant's pictures are shown here.
type View struct {
	// Lines is how many pixels high the camera's picture is on the screen, with
	// what is cropped of it; 0 when it is not seen.
	Lines int
	// Screen says that what they share is seen.
	Screen bool
}
