// Package vividtest runs the camera tests of package devices against real
// V4L2 devices. They are made by the kernel's vivid driver, which few
// computers have: a virtual machine boots Debian's kernel with it.
package vividtest
