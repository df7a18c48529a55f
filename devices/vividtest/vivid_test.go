package vividtest

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

var vivid = flag.Bool("vivid", false, "boot a virtual machine and run the camera tests in it; may install packages")

// bootPatience bounds the whole run: without hardware help the machine is
// some ten times slower than the computer it runs on.
const bootPatience = 10 * time.Minute

// status is what the machine prints before the tests' exit code.
const status = "camera tests ended with "

func TestCamerasInAVirtualMachine(t *testing.T) {
	if !*vivid {
		t.Skip("run by make test-camera")
	}
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("the virtual machine is for Linux on amd64")
	}
	install(t)
	cache, err := filepath.Abs(filepath.Join("..", "..", "build", "vivid"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		t.Fatal(err)
	}
	k := fetchKernel(t, cache)
	tests := filepath.Join(cache, "devices.test")
	run(t, "..", "go", "test", "-c", "-o", tests, ".")
	run(t, "..", "go", "test", "-c", "-tags", "mediadevices", "-o", tests+"-mediadevices", ".")
	radioTest := filepath.Join(cache, "radio.test")
	run(t, filepath.Join("..", "..", "call", "stats", "radio"), "go", "test", "-c", "-o", radioTest, ".")
	parley, callTest := filepath.Join(cache, "parley"), filepath.Join(cache, "vividtest.test")
	run(t, filepath.Join("..", ".."), "go", "build", "-tags", "headless", "-o", parley, ".")
	run(t, "", "go", "test", "-c", "-o", callTest, ".")
	image := filepath.Join(cache, "initrd.gz")
	writeInitrd(t, image, func(a *initrd) {
		fill(a, k, tests)
		a.program("parley", parley)
		a.file("vividtest.test", callTest)
		a.program("radio.test", radioTest)
	})
	boot(t, k, image)
}

func fill(a *initrd, k kernel, tests string) {
	a.t.Helper()
	a.folders("bin", "proc", "sys", "dev", "tmp", "modules")
	a.busybox("sh", "mount", "insmod", "ip", "poweroff", "sleep")
	var load strings.Builder
	for i, module := range slices.Concat(k.modules(a.t, "vivid"), k.modules(a.t, "snd-aloop"), k.modules(a.t, "mac80211_hwsim")) {
		name := fmt.Sprintf("modules/%02d-%s", i, filepath.Base(module))
		a.file(name, module)
		options := ""
		if strings.HasPrefix(filepath.Base(module), "vivid.") {
			options = " n_devs=1 node_types=0x1"
		}
		fmt.Fprintf(&load, "insmod /%s%s\n", name, options)
	}
	a.program("devices.test", tests)
	a.file("devices.test-mediadevices", tests+"-mediadevices")
	a.folders("usr", "usr/share", "usr/lib", "usr/lib/x86_64-linux-gnu")
	a.tree(soundSettings)
	a.file(strings.TrimPrefix(soundLibrary, "/"), soundLibrary)
	a.folders("etc")
	a.entry("etc/group", executable, []byte("audio:x:29:\n")) // ALSA asks for it
	a.entry("init", executable, []byte(script(load.String())))
}

func script(load string) string {
	return `#!/bin/sh
export PATH=/bin HOME=/tmp TMPDIR=/tmp PARLEY_VIVID=1
mount -t proc none /proc
mount -t sysfs none /sys
mount -t debugfs none /sys/kernel/debug
mount -t devtmpfs none /dev
mount -t tmpfs none /tmp
ip link set lo up
` + load + `
/radio.test -test.v -test.run '^TestRadioInTheMachine$' -test.timeout 2m &&
/devices.test -test.v -test.run '^TestVivid' -test.timeout 8m &&
/devices.test-mediadevices -test.v -test.run '^TestVivid(Modes|Streams)' -test.timeout 1m &&
/vividtest.test -test.v -test.run '^TestCallInTheMachine$' -test.timeout 3m
echo "` + status + `$?"
poweroff -f
`
}

// boot runs the machine until it turns itself off.
func boot(t *testing.T, k kernel, image string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), bootPatience)
	defer cancel()
	// Emulated: nested virtualisation is rare, and broken where it is half there.
	cmd := exec.CommandContext(ctx, "qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-m", "1024", "-smp", "2",
		"-nographic", "-no-reboot", "-nic", "none", "-kernel", k.image(), "-initrd", image,
		"-append", "console=ttyS0 quiet panic=-1 tsc=unstable mitigations=off")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	begun := time.Now()
	err := cmd.Run()
	t.Logf("the machine ran for %v and said\n%s", time.Since(begun).Round(time.Second), strings.ReplaceAll(out.String(), "\r", ""))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), status+"0") {
		t.Fatal("the camera tests failed in the machine")
	}
}
