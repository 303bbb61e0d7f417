package control

import (
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// sameUser reports whether a connection's other end is a process of this user,
// or of root, who may read everything anyway; or whether this is root. Over TCP
// the secret tells.
func sameUser(c net.Conn) bool {
	u, ok := c.(*net.UnixConn)
	if !ok {
		return true
	}
	raw, err := u.SyscallConn()
	if err != nil {
		return false
	}
	var peer *unix.Xucred
	cerr := raw.Control(func(fd uintptr) { peer, err = unix.GetsockoptXucred(int(fd), unix.SOL_LOCAL, unix.LOCAL_PEERCRED) })
	if cerr != nil || err != nil {
		return false
	}
	us := os.Getuid()
	return us == 0 || peer.Uid == 0 || int(peer.Uid) == us
}
