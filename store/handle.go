package store

import (
	"os"
	"runtime"
	"strconv"
	"time"

	"go.etcd.io/bbolt"
)

const (
	// growth is by how much the file grows at once beyond what it needs: small
	// stores stay small, and a commit grows it once whatever it holds.
	growth = 128 << 10

	// mapSize is reserved in the address space, so that the map is seldom
	// exchanged under the readers. On Windows the file itself would be that
	// large, and 32-bit machines have no addresses to spare.
	mapSize = 64 << 20

	// maxSize bounds the file, so that a source gone mad does not fill the disk.
	maxSize int64 = 16 << 30
)

// A handle is a bbolt file that is open and held.
type handle struct {
	*bbolt.DB
	file *os.File
}

// openBolt opens a bbolt file with the options of the house. One so damaged that
// bbolt panics is let go again.
func openBolt(path string, timeout time.Duration, readOnly bool) (*handle, error) {
	h := &handle{}
	o := &bbolt.Options{
		Timeout: timeout, FreelistType: bbolt.FreelistMapType, ReadOnly: readOnly, PreLoadFreelist: true,
		OpenFile: func(name string, flag int, mode os.FileMode) (file *os.File, err error) {
			h.file, err = os.OpenFile(name, flag, mode)
			return h.file, err
		},
	}
	if strconv.IntSize == 64 {
		limit := maxSize
		o.MaxSize = int(limit)
		if runtime.GOOS != "windows" && !readOnly {
			o.InitialMmapSize = mapSize
		}
	}
	err := guarded(func() (err error) {
		h.DB, err = bbolt.Open(path, 0o600, o)
		return err
	})
	if isDamage(err) {
		h.abandon()
	}
	if err != nil {
		return nil, err
	}
	h.AllocSize = growth
	return h, nil
}

// abandon lets a damaged file go, whose locks inside bbolt may be held for ever.
// Its map stays until the program ends, and would keep the lock of the file with
// it.
func (h *handle) abandon() {
	if h.file != nil {
		unlock(h.file)
		_ = h.file.Close()
	}
}
