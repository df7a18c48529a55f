package transfer_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"parley/transfer"
)

// benchSize is how much one iteration sends.
const benchSize = 1 << 30

// BenchmarkPipe sends a file between two Engines in one process over net.Pipe:
// reading, hashing twice and writing, but no encryption.
func BenchmarkPipe(b *testing.B) {
	benchmark(b, func() (io.ReadWriteCloser, io.ReadWriteCloser) { return net.Pipe() }, oneFile)
}

// BenchmarkTLS sends it over TLS 1.3 on the loopback, as Parley does.
func BenchmarkTLS(b *testing.B) { benchmark(b, tlsPair(b), oneFile) }

// BenchmarkProcesses sends it over TLS from one process to another.
func BenchmarkProcesses(b *testing.B) {
	paths, size := oneFile(b)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer listener.Close()
	child := startChild(b, "bench", b.TempDir(), "", listener.Addr().String())
	conn, err := listener.Accept()
	if err != nil {
		b.Fatal(err)
	}
	x := newEnd(b, "x")
	stream := x.Attach("child", tls.Server(conn, tlsConfig(b)), transfer.Direct)
	b.SetBytes(size)
	before := processor()
	for b.Loop() {
		id := x.Send(paths, "child")[0]
		x.awaitState(id, transfer.Done)
	}
	used := processor() - before
	_ = stream.Close()
	if err := child.Wait(); err != nil {
		b.Fatal(err)
	}
	gigabytes := float64(size) * float64(b.N) / 1e9
	b.ReportMetric(used.Seconds()/gigabytes, "sender-cpu-s/GB")
	b.ReportMetric((child.ProcessState.UserTime()+child.ProcessState.SystemTime()).Seconds()/gigabytes, "receiver-cpu-s/GB")
}

// BenchmarkSmallFiles sends 5000 files of 4 KiB.
func BenchmarkSmallFiles(b *testing.B) { benchmark(b, tlsPair(b), manyFiles) }

// BenchmarkItems sends 2000 files of 1 kB that were chosen one by one.
func BenchmarkItems(b *testing.B) { benchmark(b, tlsPair(b), manyItems) }

func oneFile(b *testing.B) ([]string, int64) {
	path := filepath.Join(b.TempDir(), "file")
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	part := content(1<<20, 1)
	for range benchSize >> 20 {
		if _, err := file.Write(part); err != nil {
			b.Fatal(err)
		}
	}
	return []string{path}, benchSize
}

func manyItems(b *testing.B) ([]string, int64) {
	root, paths := b.TempDir(), make([]string, 2000)
	for i := range paths {
		paths[i] = write(b, filepath.Join(root, fmt.Sprint(i)), 1000, uint64(i))
	}
	return paths, 2000 * 1000
}

func manyFiles(b *testing.B) ([]string, int64) {
	root := filepath.Join(b.TempDir(), "files")
	for i := range 5000 {
		write(b, filepath.Join(root, fmt.Sprint(i%50), fmt.Sprint(i)), 4<<10, uint64(i))
	}
	return []string{root}, 5000 * 4 << 10
}

func benchmark(b *testing.B, pair func() (io.ReadWriteCloser, io.ReadWriteCloser), make func(*testing.B) ([]string, int64)) {
	paths, size := make(b)
	x, y := newEnd(b, "x"), newEnd(b, "y", acceptAll)
	cx, cy := pair()
	x.Attach("y", cx, transfer.Direct)
	y.Attach("x", cy, transfer.Direct)
	b.SetBytes(size)
	b.ReportAllocs()
	var used time.Duration
	for b.Loop() {
		before := processor()
		id := x.Send(paths, "y")[0]
		x.awaitState(id, transfer.Done)
		b.StopTimer()
		used += processor() - before
		x.Forget(id)
		if err := os.RemoveAll(y.downloads); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(used.Seconds()/(float64(size)*float64(b.N)/1e9), "cpu-s/GB")
}

// processor returns the processor time that this process has used.
func processor() time.Duration {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func tlsPair(b *testing.B) func() (io.ReadWriteCloser, io.ReadWriteCloser) {
	config := tlsConfig(b)
	return func() (io.ReadWriteCloser, io.ReadWriteCloser) {
		x, y := tcp(b)
		return tls.Client(x, config), tls.Server(y, config)
	}
}

func tlsConfig(b *testing.B) *tls.Config {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		b.Fatal(err)
	}
	return &tls.Config{
		Certificates:       []tls.Certificate{{Certificate: [][]byte{cert}, PrivateKey: key}},
		InsecureSkipVerify: true, // who it is does not matter here
		MinVersion:         tls.VersionTLS13,
	}
}
