//go:build !linux && !darwin && !windows

package store

// networkDrive knows no network drives on this system.
func networkDrive(string) string { return "" }
