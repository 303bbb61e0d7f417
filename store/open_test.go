package store

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"tresse"
)

// helpers are what the test binary does when it is started again by a test.
func TestMain(m *testing.M) {
	if job := os.Getenv("STORE_TEST_JOB"); job != "" {
		os.Exit(helper(job, os.Getenv("STORE_TEST_PATH")))
	}
	// A check of the property is thirty steps, each compared with the model: a few
	// of them at each run of the tests, more with -rapid.checks.
	if err := flag.Set("rapid.checks", "20"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// command starts the test binary again for a job.
func command(job, path string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "STORE_TEST_JOB="+job, "STORE_TEST_PATH="+path)
	cmd.Stderr = os.Stderr
	return cmd
}

func refusedOpen(t *testing.T, path string, words ...string) {
	t.Helper()
	o := options()
	o.Timeout = 60 * time.Millisecond
	s, err := Open(path, o)
	if err == nil {
		_ = s.Close()
		t.Fatal("it was opened")
	}
	if tresse.TroubleOf(err) != tresse.TroubleStore {
		t.Errorf("trouble %q", tresse.TroubleOf(err))
	}
	for _, w := range words {
		if !strings.Contains(tresse.AdviceOf(err), w) {
			t.Errorf("%q is not in the advice %q", w, tresse.AdviceOf(err))
		}
	}
}

func TestAStoreInUseIsRefused(t *testing.T) {
	s := newStore(t)
	refusedOpen(t, s.Path(), "déjà utilisé")
	lock := s.Path() + ".lock"
	for text, pid := range map[string]string{"4242\n": "4242", "pid 4343\nsocket /run/x\n": "4343", "socket=/tmp/12\npid: 77\n": "77", "rien": "", "-3": ""} {
		if err := os.WriteFile(lock, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if pid == "" {
			refusedOpen(t, s.Path(), "déjà utilisé")
		} else {
			refusedOpen(t, s.Path(), "processus "+pid)
		}
	}
}

func TestAForeignFileIsRefusedAndLeftAlone(t *testing.T) {
	folder := t.TempDir()
	text := filepath.Join(folder, "lettre.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("Bonjour,\n", 2000)), 0o600); err != nil {
		t.Fatal(err)
	}
	short := filepath.Join(folder, "court.txt")
	if err := os.WriteFile(short, []byte("Bonjour"), 0o600); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(folder, "autre.db")
	db, err := bbolt.Open(other, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("buckets of another program")); return err })
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{text, short, other} {
		before, _ := os.ReadFile(path)
		refusedOpen(t, path, "n’est pas un fichier de données de tresse")
		after, _ := os.ReadFile(path)
		if string(before) != string(after) {
			t.Errorf("%s was changed", path)
		}
	}
}

func TestAnEmptyFileBecomesAStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tresse.db")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := Open(path, options())
	if err != nil {
		t.Fatal(err)
	}
	verified(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
}

func TestSecretsAreTheirOwn(t *testing.T) {
	a, b := newStore(t), newStore(t)
	if len(a.Secret()) != 32 || string(a.Secret()) == string(b.Secret()) {
		t.Error("two stores have one secret")
	}
	before := a.Secret()
	same(t, "kept", reopened(t, a).Secret(), before)
}

func TestAFolderIsNoDataFile(t *testing.T) {
	refusedOpen(t, t.TempDir(), "est un dossier")
}

func TestAMissingFolderIsSaid(t *testing.T) {
	refusedOpen(t, filepath.Join(t.TempDir(), "pas", "là", "tresse.db"), "n’existe pas", "là")
}

func TestAClosedStoreSaysSo(t *testing.T) {
	s := newStore(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	_, err1 := s.Round()
	err2 := s.Commit(Commit{Round: &Round{1, false}})
	err3 := s.Compact()
	for _, err := range []error{err1, err2, err3} {
		if tresse.TroubleOf(err) != tresse.TroubleStore {
			t.Errorf("%v", err)
		}
	}
}

func TestCopiesLeftByACrashAreSwept(t *testing.T) {
	s := newStore(t)
	left := s.Path() + ".tmp-123456"
	kept := s.Path() + ".replaced-20261124T120000Z"
	for _, name := range []string{left, kept} {
		if err := os.WriteFile(name, []byte("Zoé Inventée"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s = reopened(t, s)
	same(t, "beside", beside(t, s.Path()), []string{filepath.Base(kept)})
}

func TestMigrations(t *testing.T) {
	s, c := stocked(t)
	path := s.Path()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	title := []byte("a second layout")
	second := migration{name: "a second layout", apply: func(tx *bbolt.Tx) error { _, err := tx.CreateBucket(title); return err }}
	third := migration{name: "a third", apply: func(tx *bbolt.Tx) error { return tx.Bucket(title).Put([]byte("k"), []byte("v")) }}
	broken := migration{name: "a broken one", apply: func(tx *bbolt.Tx) error {
		_ = tx.DeleteBucket(bucketListings)
		return errors.New("cannot")
	}}
	today := len(migrations())
	if _, err := open(path, options(), append(migrations(), second, broken)); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("migration %d (a broken one)", today+2)) {
		t.Fatalf("%v", err)
	}
	beforeName := fmt.Sprintf("%s.schema-%d-20261122T120000Z", filepath.Base(path), today)
	same(t, "kept before", beside(t, path), []string{beforeName})
	s, err := open(path, options(), append(migrations(), second, third))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "facts", must(s.ListingsAfter("", 99))(t), c.Listings)
	schema := 0
	err = s.view(func(tx *bbolt.Tx) error {
		schema = schemaOf(tx)
		if string(tx.Bucket(title).Get([]byte("k"))) != "v" {
			t.Error("the third step was not taken")
		}
		return nil
	})
	if err != nil || schema != today+2 {
		t.Error(schema, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	refusedOpen(t, path, "version plus récente") // by today's program
	// The copy made before is a store of today's schema.
	r, err := Verify(filepath.Join(filepath.Dir(path), beforeName))
	if err != nil || !r.OK() || r.Schema != today {
		t.Error(r, err)
	}
}
