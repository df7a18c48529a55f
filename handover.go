package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// doorstep is where a second Parley leaves word, a line, for the one that is
// open already with the same profile: a socket in a folder that is its owner's
// alone.
type doorstep struct {
	listener net.Listener
	words    chan string // one deep: a person does one thing after the other
	done     sync.WaitGroup
}

// The doorsteps of a profile.
const (
	linksDoorstep    = "socket"   // of a window, for links
	contactsDoorstep = "contacts" // of whatever is open, for what is to become of contacts
)

const (
	doorstepFolder = "window"
	doorstepReady  = "taken\n"
	// doorstepPatience bounds how long either side waits for the other.
	doorstepPatience = 2 * time.Second
)

var (
	errOpenFolder = errors.New("its folder is not its owner's alone")
	errOccupied   = errors.New("another Parley is open with this profile")
)

// openDoorstep lets word be left for this process, at a doorstep of that name.
// The caller closes it.
func openDoorstep(profile, name string) (*doorstep, error) {
	path, err := doorstepPath(profile, name)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		// What a process left that was killed does not answer, and goes.
		if conn, dialed := net.Dial("unix", path); dialed == nil {
			conn.Close()
			return nil, errOccupied
		}
		if err := os.Remove(path); err != nil {
			return nil, err
		}
		if listener, err = net.Listen("unix", path); err != nil {
			return nil, err
		}
	}
	s := &doorstep{listener: listener, words: make(chan string, 1)}
	s.done.Go(s.accept)
	return s, nil
}

// doorstepPath makes the folder of the socket, for its owner alone.
func doorstepPath(profile, name string) (string, error) {
	folder := filepath.Join(profile, doorstepFolder)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	info, err := os.Lstat(folder)
	if err != nil {
		return "", err
	}
	if info.Mode().Type() != fs.ModeDir || info.Mode().Perm()&0o077 != 0 {
		return "", errOpenFolder
	}
	return filepath.Join(folder, name), nil
}

// Words delivers what is left, until Close.
func (s *doorstep) Words() <-chan string { return s.words }

// Close ends it and waits for that. A nil doorstep has nothing to end.
func (s *doorstep) Close() {
	if s != nil {
		s.listener.Close()
		s.done.Wait()
	}
}

// accept takes one word after the other.
func (s *doorstep) accept() {
	defer close(s.words)
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.take(conn)
		conn.Close()
	}
}

// take reads a line and says that it was taken, if there is room for it.
func (s *doorstep) take(conn net.Conn) {
	if conn.SetDeadline(time.Now().Add(doorstepPatience)) != nil {
		return
	}
	line, err := bufio.NewReader(io.LimitReader(conn, longestLink)).ReadString('\n')
	if err != nil {
		return
	}
	select {
	case s.words <- strings.TrimSpace(line):
		_, _ = io.WriteString(conn, doorstepReady) // who went does not need it
	default:
	}
}

// handOver leaves word for the Parley that is open with a profile, at a doorstep
// of that name. Without an error it was taken.
func handOver(profile, name, word string) error {
	path := filepath.Join(profile, doorstepFolder, name)
	conn, err := net.DialTimeout("unix", path, doorstepPatience)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(doorstepPatience)); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(conn, word); err != nil {
		return err
	}
	answer, err := bufio.NewReader(io.LimitReader(conn, int64(len(doorstepReady)))).ReadString('\n')
	if err == nil && answer != doorstepReady {
		err = errOccupied
	}
	return err
}
