package control

import (
	"bufio"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// maxPath is how long a socket's path may be: sun_path holds 104 bytes on some
// systems, 108 on others.
const maxPath = 100

// A place is where a holder of the data file is reached, as its lock file says.
type place struct {
	pid     int
	network string // "unix" or "tcp"
	address string
	secret  string // over tcp
}

// lockFile names who holds the data file.
func lockFile(data string) string { return data + ".lock" }

// readPlace reads the lock file. One that is not there, or names no address, is
// an error.
func readPlace(data string) (place, error) {
	f, err := os.Open(lockFile(data))
	if err != nil {
		return place{}, err
	}
	defer f.Close()
	var p place
	for lines := bufio.NewScanner(io.LimitReader(f, 4096)); lines.Scan(); {
		word, value, _ := strings.Cut(lines.Text(), " ")
		switch word {
		case "pid":
			_, _ = fmt.Sscan(value, &p.pid)
		case "socket":
			p.network, p.address = "unix", value
		case "tcp":
			p.network, p.address = "tcp", value
		case "secret":
			p.secret = value
		}
	}
	if p.network == "" {
		return place{}, errors.New("control: the lock file names no address")
	}
	return p, nil
}

// write writes the lock file, for its owner's eyes alone; it is there whole or
// not at all.
func (p place) write(data string) error {
	text := fmt.Sprintf("pid %d\n", p.pid)
	switch p.network {
	case "unix":
		text += "socket " + p.address + "\n"
	case "tcp":
		text += "tcp " + p.address + "\nsecret " + p.secret + "\n"
	}
	f, err := os.CreateTemp(filepath.Dir(data), ".tresse-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), lockFile(data))
}

// listenUnix takes the first place at which a socket can lie. The caller holds
// the data file: a socket that is there is left from a crash.
func listenUnix(data string) (net.Listener, place, error) {
	var failed error
	for _, path := range socketPaths(data) {
		l, err := listenAt(path)
		if err == nil {
			return l, place{network: "unix", address: path}, nil
		}
		failed = errors.Join(failed, err)
	}
	return nil, place{}, failed
}

// socketPaths are the places for a socket, the best first.
func socketPaths(data string) []string {
	var paths []string
	short := func(path string) {
		if len(path) <= maxPath {
			paths = append(paths, path)
		}
	}
	sum := sha256.Sum256([]byte(data))
	name := fmt.Sprintf("tresse-%x.sock", sum[:8])
	short(data + ".sock")
	if dir := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) {
		short(filepath.Join(dir, name))
	}
	if dir, err := ownFolder(); err == nil {
		short(filepath.Join(dir, name))
	}
	return paths
}

// ownFolder makes the user's own folder in the temporary one. A folder that
// somebody else made, or may write, is refused.
func ownFolder() (string, error) {
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("tresse-%d", os.Getuid()))
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return "", err
	}
	if !info.IsDir() || info.Mode().Perm()&0o077 != 0 || !ownedByUs(info) {
		return "", fmt.Errorf("control: %s is not this user's own", dir)
	}
	return dir, nil
}

func listenAt(path string) (net.Listener, error) {
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSocket != 0 {
		_ = os.Remove(path)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

func listenTCP(string) (net.Listener, place, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, place{}, err
	}
	return l, place{network: "tcp", address: l.Addr().String(), secret: rand.Text()}, nil
}
