//go:build linux

package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"os"
	"strconv"
	"strings"
)

// tlsRole makes this test binary one end of a plain TLS connection: `read HOST`
// prints where it listens and reads to the end; `write HOST:PORT BYTES` writes
// so much. It does nothing else: no disk, no hash, no protocol.
const tlsRole = "PARLEY_TLS"

// plainTLS plays a role and returns an exit status.
func plainTLS(role string) int {
	words := strings.Fields(role)
	err := fmt.Errorf("no such role: %q", role)
	switch {
	case len(words) == 2 && words[0] == "read":
		err = readTLS(words[1])
	case len(words) == 3 && words[0] == "write":
		err = writeTLS(words[1], words[2])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func readTLS(host string) error {
	certificate, err := selfSigned()
	if err != nil {
		return err
	}
	listener, err := tls.Listen("tcp", host+":0", &tls.Config{Certificates: []tls.Certificate{certificate}})
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	conn, err := listener.Accept()
	if err != nil {
		return err
	}
	defer conn.Close()
	// Not io.Discard itself, which would choose the size of its reads.
	_, err = io.CopyBuffer(struct{ io.Writer }{io.Discard}, conn, make([]byte, 256<<10))
	return err
}

func writeTLS(address, bytes string) error {
	left, err := strconv.Atoi(bytes)
	if err != nil {
		return err
	}
	conn, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true}) // the reader's key is nobody's
	if err != nil {
		return err
	}
	for piece := make([]byte, 256<<10); left > 0; left -= len(piece) {
		if _, err := conn.Write(piece[:min(left, len(piece))]); err != nil {
			return err
		}
	}
	return conn.Close()
}

func selfSigned() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	about := &x509.Certificate{SerialNumber: big.NewInt(1)}
	der, err := x509.CreateCertificate(rand.Reader, about, about, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}
