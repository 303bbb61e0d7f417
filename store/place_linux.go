package store

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// remoteMagics are the file systems that are somewhere else (statfs(2)).
var remoteMagics = map[uint32]string{
	0x6969:     "NFS",
	0x517b:     "SMB",
	0xfe534d42: "SMB",
	0xff534d42: "CIFS",
	0x01021997: "9p",
	0x564c:     "NCP",
	0x5346414f: "AFS",
	0x6b414653: "AFS",
	0x73757245: "Coda",
	0x00c36400: "Ceph",
	0x0bd00bd0: "Lustre",
	0x7461636f: "OCFS2",
	0x01161970: "GFS2",
}

const (
	magicFUSE = 0x65735546
	magic9P   = 0x01021997
)

// remoteFUSE are the FUSE file systems that are somewhere else; others are local
// disks (ntfs-3g, exfat) or the shared folders of a container's own machine.
var remoteFUSE = [...]string{
	"sshfs", "rclone", "gvfsd-fuse", "davfs", "davfs2", "s3fs", "goofys", "glusterfs", "curlftpfs", "smbnetfs", "fusesmb",
	"google-drive-ocamlfuse", "onedriver", "pcloudfs", "pfs", "mergerfs-remote", "seadrive", "kio-fuse", "afp", "afpfs", "ceph", "ceph-fuse",
}

// networkDrive names the kind of network drive that holds folder, "" for a disk
// of this machine.
func networkDrive(folder string) string {
	var fs syscall.Statfs_t
	if syscall.Statfs(folder, &fs) != nil {
		return ""
	}
	return remote(uint32(fs.Type), func() string { return mountedAs(folder) }, rootMagic())
}

// remote judges a file system by its magic, its type as mounted, and the magic
// of the root: a machine that lives on 9p altogether (a sandbox) has no other
// disk to offer.
func remote(magic uint32, mounted func() string, root uint32) string {
	if magic == magic9P && root == magic9P {
		return ""
	}
	if magic != magicFUSE {
		return remoteMagics[magic]
	}
	kind := strings.TrimPrefix(mounted(), "fuse.")
	for _, name := range remoteFUSE {
		if kind == name {
			return kind
		}
	}
	return ""
}

func rootMagic() uint32 {
	var fs syscall.Statfs_t
	if syscall.Statfs("/", &fs) != nil {
		return 0
	}
	return uint32(fs.Type)
}

// mountedAs returns the type of the file system of folder as it was mounted,
// found by its device in /proc/self/mountinfo (proc(5)).
func mountedAs(folder string) string {
	var st syscall.Stat_t
	if syscall.Stat(folder, &st) != nil {
		return ""
	}
	f, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return ""
	}
	defer f.Close()
	dev := uint64(st.Dev)
	major, minor := dev>>8&0xfff|dev>>32&^0xfff, dev&0xff|dev>>12&^0xff
	device := fmt.Sprintf("%d:%d", major, minor&0xffffffff)
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		before, after, ok := strings.Cut(lines.Text(), " - ")
		left, right := strings.Fields(before), strings.Fields(after)
		if ok && len(left) > 2 && len(right) > 0 && left[2] == device {
			return right[0]
		}
	}
	return ""
}
