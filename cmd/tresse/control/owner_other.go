//go:build !unix

package control

import "io/fs"

// ownedByUs: the temporary folder is the user's own there.
func ownedByUs(fs.FileInfo) bool { return true }
