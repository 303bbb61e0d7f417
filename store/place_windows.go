package store

import (
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// networkDrive names the kind of network drive that holds folder, "" for a disk
// of this machine.
func networkDrive(folder string) string {
	volume := filepath.VolumeName(folder)
	if strings.HasPrefix(volume, `\\`) && !strings.HasPrefix(volume, `\\?\`) && !strings.HasPrefix(volume, `\\.\`) {
		return "partage réseau"
	}
	root, err := windows.UTF16PtrFromString(volume + `\`)
	if err == nil && windows.GetDriveType(root) == windows.DRIVE_REMOTE {
		return "lecteur réseau " + volume
	}
	return ""
}
