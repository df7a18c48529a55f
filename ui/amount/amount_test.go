package amount

import (
	"testing"
	"time"
)

func TestAmounts(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 bytes", 999: "999 bytes", 1000: "1 KB", 1234: "1.2 KB", 18_400_000: "18.4 MB", 999_600: "1 MB", 1_200_000_000: "1.2 GB", 480_000_000: "480 MB", 1 << 62: "4.6 EB", -5: "0 bytes",
	} {
		if got := Bytes(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
	if got := Part(310_000_000, 480_000_000); got != "310 of 480 MB" {
		t.Error(got)
	}
	if got := Part(612_000_000, 1_400_000_000); got != "612 MB of 1.4 GB" {
		t.Error(got)
	}
	for d, want := range map[time.Duration]string{
		-1: "", 0: "1 s left", 17400 * time.Millisecond: "17 s left", 90 * time.Second: "2 min left", 3 * time.Hour: "3 h left", 100 * time.Hour: "days left",
	} {
		if got := Left(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}
