//go:build unix

package store

import "syscall"

// fullErrors: the disk is full, the quota is reached, the file may not grow.
var fullErrors = [...]error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG}
