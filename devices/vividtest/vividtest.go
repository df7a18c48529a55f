// Package vividtest runs the camera tests of package devices against real
// V4L2 devices, and that of package radio against a real Wi-Fi. Both are
// simulated by drivers of the kernel, vivid and mac80211_hwsim, which few
// computers have: a virtual machine boots Debian's kernel with them.
package vividtest
