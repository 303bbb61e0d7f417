package store

import "golang.org/x/sys/windows"

// fullErrors: the disk is full, the quota is reached, the file may not grow.
var fullErrors = [...]error{windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL, windows.ERROR_DISK_QUOTA_EXCEEDED, windows.ERROR_FILE_TOO_LARGE}
