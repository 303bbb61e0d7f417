package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/rs/zerolog"

	"tresse/config"
	"tresse/store"
)

func someBackups(t *testing.T, c config.Backup) backups {
	t.Helper()
	dir := t.TempDir()
	st, err := store.Open(filepath.Join(dir, "tresse.db"), store.Options{AnyPlace: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	c.Dir = filepath.Join(dir, "copies")
	return backups{config: c, data: st.Path(), store: st, log: zerolog.Nop()}
}

// A copy is due when the newest is too old; the last ones are kept, and nothing
// else in the folder is touched.
func TestBackupsOnSchedule(t *testing.T) {
	b := someBackups(t, config.Backup{Every: 24 * time.Hour, Keep: 3})
	now := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	made := 0
	for range 10 * 24 {
		if b.due(now) {
			if _, err := b.copy(t.Context(), now); err != nil {
				t.Fatal(err)
			}
			made++
		}
		if made == 1 {
			os.WriteFile(filepath.Join(b.config.Dir, "tresse-photo.jpg"), nil, 0o600)
			os.WriteFile(filepath.Join(b.config.Dir, "autre-20200101T000000Z.db"), nil, 0o600)
		}
		now = now.Add(time.Hour)
	}
	names, _ := b.copies()
	if made != 10 || strings.Join(names, " ") != "tresse-20261129T030000Z.db tresse-20261130T030000Z.db tresse-20261201T030000Z.db" {
		t.Errorf("%d copies were made, there are %v", made, names)
	}
	entries, _ := os.ReadDir(b.config.Dir)
	if len(entries) != 5 {
		t.Errorf("in the folder: %v", entries)
	}
	if r, err := store.Verify(filepath.Join(b.config.Dir, names[2])); err != nil || !r.OK() {
		t.Errorf("the newest: %v %+v", err, r)
	}
	if !b.due(now.AddDate(-1, 0, 0)) {
		t.Error("copies from the future keep others from being made")
	}
}

// A copy that is called off leaves nothing.
func TestBackupCalledOff(t *testing.T) {
	b := someBackups(t, config.Backup{Every: time.Hour, Keep: 1})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.copy(ctx, time.Now()); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if entries, _ := os.ReadDir(b.config.Dir); len(entries) > 0 {
		t.Errorf("left: %v", entries)
	}
}

// An encrypted copy opens with its key alone, and comes back whole.
func TestSealedBackupComesBack(t *testing.T) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t)
	d.write("cle.txt", "# la clé\n"+key.String()+"\n")
	d.write("autre.txt", other.String()+"\n")
	d.write("faux.txt", "rien\n")
	_, before, _ := d.run("beneficiaries", "--format", "json")
	if code, _, errs := d.run("backup", "--recipient", key.Recipient().String(), "copie.age"); code != 0 {
		t.Fatalf("backup: %d %s", code, errs)
	}
	if b, err := os.ReadFile("copie.age"); err != nil || !strings.HasPrefix(string(b), sealedMark) {
		t.Fatalf("not encrypted: %v", err)
	}
	for _, c := range []struct{ args, want string }{
		{"", "--identity"}, {"--identity autre.txt", "déchiffrée"}, {"--identity faux.txt", "faux.txt"}, {"--identity absent.txt", "absent.txt"},
	} {
		args := append([]string{"restore", "--force", "copie.age"}, strings.Fields(c.args)...)
		if code, _, errs := d.run(args...); code != 1 || !strings.Contains(errs, c.want) {
			t.Errorf("restore %s: %d %s", c.args, code, errs)
		}
	}
	os.Remove("tresse.db")
	if code, out, errs := d.run("restore", "copie.age", "--identity", "cle.txt"); code != 0 {
		t.Fatalf("restore: %d %s%s", code, out, errs)
	}
	if _, after, _ := d.run("beneficiaries", "--format", "json"); after != before {
		t.Error("what came back differs")
	}
	if left, _ := filepath.Glob("tresse.db.*"); len(left) > 0 {
		t.Errorf("left behind, in clear: %v", left)
	}
}

func TestBackupRecipients(t *testing.T) {
	for key, ok := range map[string]bool{
		"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p":                       true,
		"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN x@y": true,
		"age1": false, "ssh-": false, "AGE-SECRET-KEY-1": false, "": false,
	} {
		if _, err := recipientOf(key); (err == nil) != ok {
			t.Errorf("%q: %v", key, err)
		}
	}
}
