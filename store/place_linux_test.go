package store

import "testing"

func TestNetworkDrives(t *testing.T) {
	const ext4 = 0xef53
	as := func(kind string) func() string { return func() string { return kind } }
	for name, c := range map[string]struct {
		magic   uint32
		mounted string
		root    uint32
		want    string
	}{
		"ext4":                {ext4, "ext4", ext4, ""},
		"tmpfs":               {0x01021994, "tmpfs", ext4, ""},
		"overlay":             {0x794c7630, "overlay", 0x794c7630, ""},
		"btrfs":               {0x9123683e, "btrfs", ext4, ""},
		"nfs":                 {0x6969, "nfs4", ext4, "NFS"},
		"smb":                 {0xfe534d42, "cifs", ext4, "SMB"},
		"cifs":                {0xff534d42, "cifs", ext4, "CIFS"},
		"9p beside a disk":    {magic9P, "9p", ext4, "9p"},
		"9p and nothing else": {magic9P, "9p", magic9P, ""},
		"sshfs":               {magicFUSE, "fuse.sshfs", ext4, "sshfs"},
		"rclone":              {magicFUSE, "fuse.rclone", ext4, "rclone"},
		"ntfs-3g":             {magicFUSE, "fuseblk", ext4, ""},
		"virtiofs":            {magicFUSE, "virtiofs", ext4, ""},
	} {
		if got := remote(c.magic, as(c.mounted), c.root); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// What the kernel says of the folders of this machine is understood.
func TestMountedAs(t *testing.T) {
	if kind := mountedAs("/proc"); kind != "proc" {
		t.Errorf("/proc is mounted as %q", kind)
	}
	if kind := mountedAs("/nowhere/at/all"); kind != "" {
		t.Errorf("a missing folder is mounted as %q", kind)
	}
	if name := networkDrive(t.TempDir()); name != "" {
		t.Errorf("the temporary folder is on %q", name)
	}
}
