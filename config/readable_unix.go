//go:build !windows

package config

import "os"

// readableByAll reports whether every account of the machine may read the file.
func readableByAll(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o004 != 0
}
