package audio

// ToStereo writes each sample of mono to both channels of dst, which has room
// for twice as many.
func ToStereo(dst, mono []int16) {
	for i, s := range mono {
		dst[2*i], dst[2*i+1] = s, s
	}
}

// ToMono writes the mean of both channels to dst, which may be stereo itself.
func ToMono(dst, stereo []int16) {
	for i := range len(stereo) / 2 {
		dst[i] = int16((int(stereo[2*i]) + int(stereo[2*i+1])) / 2)
	}
}
