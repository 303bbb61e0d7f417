package config

import "os"

// readableByAll is not known on Windows, where rights are not in the mode.
func readableByAll(*os.File) bool { return false }
