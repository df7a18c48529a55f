// Package amount writes amounts of data and of time as people read them.
package amount

import (
	"fmt"
	"math"
	"time"
)

// units are decimal, as disks and networks are sold.
var units = [...]string{"bytes", "KB", "MB", "GB", "TB", "PB", "EB"}

// Bytes writes an amount of data, as in 18.4 MB.
func Bytes(n int64) string {
	x, unit := scaled(n)
	return number(x, unit) + " " + units[unit]
}

// Part writes how much of an amount is through, as in 310 of 480 MB.
func Part(part, whole int64) string {
	x, unit := scaled(part)
	y, of := scaled(whole)
	if unit == of {
		return number(x, unit) + " of " + number(y, of) + " " + units[of]
	}
	return Bytes(part) + " of " + Bytes(whole)
}

func scaled(n int64) (x float64, unit int) {
	x = float64(max(n, 0))
	for ; x >= 999.5 && unit < len(units)-1; unit++ {
		x /= 1000
	}
	return x, unit
}

func number(x float64, unit int) string {
	if unit == 0 || x >= 100 || math.Abs(x-math.Round(x)) < 0.05 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.1f", x)
}

// Left says how long it takes yet, rounded; empty when nobody knows.
func Left(d time.Duration) string {
	switch {
	case d < 0:
		return ""
	case d < time.Minute:
		return fmt.Sprintf("%d s left", max(1, int(d.Round(time.Second)/time.Second)))
	case d < time.Hour:
		return fmt.Sprintf("%d min left", int(d.Round(time.Minute)/time.Minute))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h left", int(d.Round(time.Hour)/time.Hour))
	}
	return "days left"
}
