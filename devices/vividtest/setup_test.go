package vividtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// needed are the programs of the virtual machine and their Debian packages.
var needed = map[string]string{
	"qemu-system-x86_64": "qemu-system-x86",
	"busybox":            "busybox-static",
	"modprobe":           "kmod",
}

// soundLibrary is what programs load to use a sound card, with its folder of
// settings.
const (
	soundLibrary  = "/usr/lib/x86_64-linux-gnu/libasound.so.2"
	soundSettings = "/usr/share/alsa"
)

// install brings what is missing, as root.
func install(t *testing.T) {
	t.Helper()
	var missing []string
	if _, err := os.Stat(soundLibrary); err != nil {
		missing = append(missing, "libasound2")
	}
	for program, pkg := range needed {
		if _, err := exec.LookPath(program); err != nil {
			missing = append(missing, pkg)
		}
	}
	if len(missing) == 0 {
		return
	}
	t.Logf("installing %s, to boot a kernel that has cameras and a sound card", strings.Join(missing, " "))
	command := []string{"apt-get", "install", "-y", "--no-install-recommends"}
	if os.Geteuid() != 0 {
		command = append([]string{"sudo"}, command...)
	}
	run(t, "", append(command, missing...)...)
}

// run runs a program in a folder and returns what it printed.
func run(t *testing.T, dir string, command ...string) string {
	t.Helper()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(command, " "), err, out)
	}
	return string(out)
}

// kernel is Debian's kernel, unpacked.
type kernel struct {
	root    string
	version string
}

var kernelPackage = regexp.MustCompile(`linux-image-(\d\S*-amd64)`)

// fetchKernel downloads the kernel once and keeps it.
func fetchKernel(t *testing.T, cache string) kernel {
	t.Helper()
	found := kernelPackage.FindStringSubmatch(run(t, "", "apt-cache", "depends", "linux-image-amd64"))
	if found == nil {
		t.Fatal("apt knows no kernel; run apt-get update")
	}
	k := kernel{root: filepath.Join(cache, "kernel"), version: found[1]}
	if _, err := os.Stat(k.image()); err == nil {
		return k
	}
	t.Logf("downloading %s, 70 MB", found[0])
	if err := os.MkdirAll(k.root, 0o755); err != nil {
		t.Fatal(err)
	}
	run(t, cache, "apt-get", "download", found[0])
	packages, _ := filepath.Glob(filepath.Join(cache, found[0]+"*.deb"))
	if len(packages) == 0 {
		t.Fatalf("apt-get left no package of %s", found[0])
	}
	run(t, "", "dpkg-deb", "-x", packages[0], k.root)
	run(t, "", tool("depmod"), "-b", k.root, k.version)
	_ = os.Remove(packages[0])
	return k
}

func (k kernel) image() string { return filepath.Join(k.root, "boot", "vmlinuz-"+k.version) }

// modules lists the files of a module and of all it needs, in the order to
// load them.
func (k kernel) modules(t *testing.T, name string) (files []string) {
	t.Helper()
	for line := range strings.Lines(run(t, "", tool("modprobe"), "-S", k.version, "-d", k.root, "--show-depends", name)) {
		if words := strings.Fields(line); len(words) >= 2 && words[0] == "insmod" {
			files = append(files, words[1])
		}
	}
	return files
}

// tool finds a program of the administrator's, which may not be in the PATH.
func tool(name string) string {
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	return filepath.Join("/usr/sbin", name)
}
