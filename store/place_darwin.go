package store

import (
	"strings"
	"syscall"
)

// networkDrive names the kind of network drive that holds folder, "" for a disk
// of this machine.
func networkDrive(folder string) string {
	var fs syscall.Statfs_t
	if syscall.Statfs(folder, &fs) != nil {
		return ""
	}
	var name strings.Builder
	for _, c := range fs.Fstypename {
		if c == 0 {
			break
		}
		name.WriteByte(byte(c))
	}
	switch kind := name.String(); kind {
	case "nfs", "smbfs", "afpfs", "webdav", "ftp", "cifs", "acfs", "osxfuse_sshfs":
		return kind
	}
	return ""
}
