package store

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// ErrInUse is in the chain of the error of Open when somebody else holds the file.
var ErrInUse = errors.New("the file is held")

// inUse says that somebody else holds the file, and who if the lock file beside
// it names them.
func inUse(path string, err error) error {
	name := filepath.Base(path)
	op := "store: " + name + " is in use"
	if pid := holder(path); pid > 0 {
		return trouble(op, fmt.Errorf("process %d: %w: %w", pid, ErrInUse, err),
			fmt.Sprintf("Le fichier de données « %s » est déjà utilisé par un autre tresse (processus %d). Arrêtez-le, ou passez par lui.", name, pid))
	}
	return trouble(op, fmt.Errorf("%w: %w", ErrInUse, err), fmt.Sprintf("Le fichier de données « %s » est déjà utilisé par un autre tresse. Arrêtez-le, ou attendez qu’il ait fini.", name))
}

// holder returns the process id that `<path>.lock` names, on a line that is a
// number or "pid" and a number; 0 where there is none.
func holder(path string) int {
	f, err := os.Open(path + ".lock")
	if err != nil {
		return 0
	}
	defer f.Close()
	lines := bufio.NewScanner(io.LimitReader(f, 4096))
	for lines.Scan() {
		line := strings.ToLower(strings.TrimSpace(lines.Text()))
		line = strings.TrimLeft(strings.TrimPrefix(line, "pid"), " :=\t")
		if pid, err := strconv.Atoi(line); err == nil && pid > 0 {
			return pid
		}
	}
	return 0
}
