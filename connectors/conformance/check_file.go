package conformance

import (
	"os"
	"slices"

	"tresse"
)

// What may happen to a file on the disk. A platform that answers over HTTP
// passes: bodies are spoiled for it by others.
func fileChecks() []check {
	var all []check
	for _, f := range []fileFault{
		{"vanished", func(string, []byte) error { return nil }, []tresse.Trouble{tresse.TroubleNotFound}, false},
		{"emptied", func(path string, _ []byte) error { return os.WriteFile(path, nil, 0o600) }, []tresse.Trouble{tresse.TroubleAnswer}, false},
		{"half written", func(path string, was []byte) error { return os.WriteFile(path, half(was), 0o600) }, []tresse.Trouble{tresse.TroubleAnswer, tresse.TroubleTemporary}, true},
		{"garbage", func(path string, _ []byte) error {
			return os.WriteFile(path, []byte("\x00\xff\xfe\x1b"+spilled+"{[\"\x00"), 0o600)
		}, []tresse.Trouble{tresse.TroubleAnswer}, false},
		{"a folder", func(path string, _ []byte) error { return os.Mkdir(path, 0o700) }, []tresse.Trouble{tresse.TroubleConfig, tresse.TroubleNotFound}, false},
	} {
		all = append(all, check{"file/" + f.name, nil, f.check})
	}
	return all
}

// A fileFault is what becomes of a file after it was read once.
type fileFault struct {
	name string
	make func(path string, was []byte) error
	want []tresse.Trouble
	// readable: what has come may be kept, as long as the rest counts for nothing.
	readable bool
}

// check: the pull fails and says so, or says that something is missing; nothing
// is taken to be gone, and once the file is back all is as it was.
func (f fileFault) check(b *bench) {
	if b.front != nil {
		return
	}
	b.fill(12)
	b.mustSync()
	b.complete()
	was, err := os.ReadFile(b.address)
	if err != nil {
		b.Fatalf("%v", err)
	}
	if err := os.Remove(b.address); err != nil {
		b.Fatalf("%v", err)
	}
	if err := f.make(b.address, was); err != nil {
		b.Fatalf("%v", err)
	}
	for range 2 {
		p, c := b.sync()
		b.losesNothing(c)
		switch {
		case p.err == nil && f.readable && len(p.rejected)+len(p.out.Notices) > 0:
		case p.err == nil:
			b.Errorf("a file that is %s is taken for one", f.name)
		case !slices.Contains(f.want, tresse.TroubleOf(p.err)):
			b.Errorf("a file that is %s is taken for %q: %v; want %q", f.name, tresse.TroubleOf(p.err), p.err, f.want)
		case tresse.AdviceOf(p.err) == "":
			b.Errorf("nothing says what to do about: %v", p.err)
		}
	}
	if err := os.RemoveAll(b.address); err != nil {
		b.Fatalf("%v", err)
	}
	if err := os.WriteFile(b.address, was, 0o600); err != nil {
		b.Fatalf("%v", err)
	}
	b.mustSync()
	b.complete()
}
