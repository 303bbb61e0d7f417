package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"github.com/rs/zerolog"

	"tresse"
	"tresse/config"
	"tresse/store"
)

// backups copies the data file regularly, and keeps the last copies.
type backups struct {
	config config.Backup
	data   string
	store  *store.Store
	log    zerolog.Logger
}

// backupAgain is when a copy that failed is tried again, and how often it is
// asked whether one is due: a machine that slept, or a folder on a disk that was
// not there, is noticed within it.
const backupAgain = 10 * time.Minute

// run makes a copy whenever the newest is older than it should be, until ctx
// ends or stop is closed. When the next is due is told by the files themselves.
func (b backups) run(ctx context.Context, stop <-chan struct{}) {
	if b.config.Dir == "" {
		return
	}
	tick := time.NewTicker(backupAgain)
	defer tick.Stop()
	for {
		if b.due(time.Now()) {
			name, err := b.copy(ctx, time.Now())
			if err != nil {
				b.log.Error().Err(err).Msg("backup failed; it is tried again")
			} else {
				b.log.Info().Str("file", filepath.Base(name)).Msg("backup written")
			}
		}
		select {
		case <-tick.C:
		case <-stop:
			return
		case <-ctx.Done():
			return
		}
	}
}

// prefix begins the names of the copies: that of the data file.
func (b backups) prefix() string {
	return strings.TrimSuffix(filepath.Base(b.data), filepath.Ext(b.data)) + "-"
}

// copies returns the copies that are there, the oldest first, and when each was
// made.
func (b backups) copies() (names []string, times map[string]time.Time) {
	entries, _ := os.ReadDir(b.config.Dir)
	times = map[string]time.Time{}
	for _, e := range entries {
		stamp, ours := strings.CutPrefix(e.Name(), b.prefix())
		stamp = strings.TrimSuffix(strings.TrimSuffix(stamp, ".age"), ".db")
		at, err := time.Parse("20060102T150405Z", stamp)
		if !ours || err != nil || !e.Type().IsRegular() {
			continue
		}
		names, times[e.Name()] = append(names, e.Name()), at
	}
	slices.SortFunc(names, func(x, y string) int { return cmp.Or(times[x].Compare(times[y]), cmp.Compare(x, y)) })
	return names, times
}

// due reports whether it is time for a copy. One from the future, made by a
// clock that was ahead, does not count.
func (b backups) due(now time.Time) bool {
	names, times := b.copies()
	for _, name := range names {
		if age := now.Sub(times[name]); age >= 0 && age < b.config.Every {
			return false
		}
	}
	return true
}

// copy makes a copy, then lets go of the oldest ones.
func (b backups) copy(ctx context.Context, now time.Time) (string, error) {
	if err := os.MkdirAll(b.config.Dir, 0o700); err != nil {
		return "", err
	}
	name := filepath.Join(b.config.Dir, b.prefix()+tresse.Stamp(now)+".db")
	if b.config.Recipient != "" {
		name += ".age"
	}
	err := localFiles{}.File(name, func(w io.Writer) error {
		return writeBackup(b.store, until{ctx, w}, b.config.Recipient)
	})
	if err != nil {
		return "", err
	}
	names, _ := b.copies()
	for len(names) > b.config.Keep {
		if err := os.Remove(filepath.Join(b.config.Dir, names[0])); err != nil {
			b.log.Warn().Err(err).Msg("an old backup could not be removed")
		}
		names = names[1:]
	}
	return name, nil
}

// until is a writer that fails once its context has ended.
type until struct {
	ctx context.Context
	io.Writer
}

func (u until) Write(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.Writer.Write(p)
}

// writeBackup writes a copy of the store, encrypted where there is a recipient.
func writeBackup(st *store.Store, w io.Writer, recipient string) error {
	if recipient == "" {
		_, err := st.Backup(w)
		return err
	}
	to, err := recipientOf(recipient)
	if err != nil {
		return err
	}
	sealed, err := age.Encrypt(w, to)
	if err != nil {
		return err
	}
	if _, err := st.Backup(sealed); err != nil {
		return err
	}
	return sealed.Close()
}

// recipientOf reads a public key of age, or of SSH.
func recipientOf(key string) (age.Recipient, error) {
	var to age.Recipient
	var err error
	if strings.HasPrefix(key, "ssh-") {
		to, err = agessh.ParseRecipient(key)
	} else {
		var list []age.Recipient
		if list, err = age.ParseRecipients(strings.NewReader(key)); err == nil {
			to = list[0]
		}
	}
	if err != nil {
		e := tresse.Errorf(tresse.TroubleConfig, "backup: the recipient is no public key")
		e.Advice = "la clé publique à laquelle chiffrer la sauvegarde (recipient) n’en est pas une : elle commence par age1, comme age-keygen l’écrit, ou par ssh-."
		return nil, e
	}
	return to, nil
}

// sealedMark begins a file that age encrypted.
const sealedMark = "age-encryption.org/"

// unseal decrypts a backup into a file beside the data file, and returns its
// name and what removes it. A backup that is not encrypted is returned as it is.
func unseal(backup, identity, data string) (name string, remove func(), err error) {
	none := func() {}
	in, err := os.Open(backup)
	if err != nil {
		return backup, none, nil // whoever reads it says why it cannot be read
	}
	defer in.Close()
	mark := make([]byte, len(sealedMark))
	if _, err := io.ReadFull(in, mark); err != nil || string(mark) != sealedMark {
		return backup, none, nil
	}
	ids, err := identities(identity)
	if err != nil {
		return "", none, err
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return "", none, err
	}
	refuse := func(err error) (string, func(), error) {
		e := &tresse.Error{Trouble: tresse.TroubleRefused, Op: "decrypt the backup", Err: err}
		e.Advice = "la sauvegarde n’a pas pu être déchiffrée : cette clé n’est pas celle à laquelle elle a été chiffrée, ou le fichier est abîmé."
		return "", none, e
	}
	open, err := age.Decrypt(in, ids...)
	if err != nil {
		return refuse(err)
	}
	out, err := os.CreateTemp(filepath.Dir(data), filepath.Base(data)+".tmp-*") // what a crash leaves, the store clears up
	if err != nil {
		return "", none, err
	}
	remove = func() { _ = os.Remove(out.Name()) }
	_, err = io.Copy(out, open)
	if cerr := out.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		remove()
		return refuse(err)
	}
	return out.Name(), remove, nil
}

// identities reads a file of private keys: of age, or one of SSH.
func identities(file string) ([]age.Identity, error) {
	if file == "" {
		e := tresse.Errorf(tresse.TroubleRefused, "the backup is encrypted and no identity was given")
		e.Advice = "cette sauvegarde est chiffrée : ajoutez --identity et le fichier de la clé privée (celui qu’age-keygen a écrit)."
		return nil, e
	}
	b, err := os.ReadFile(file)
	if err == nil {
		var ids []age.Identity
		if ids, err = age.ParseIdentities(strings.NewReader(string(b))); err == nil {
			return ids, nil
		}
		if id, serr := agessh.ParseIdentity(b); serr == nil {
			return []age.Identity{id}, nil
		}
		err = fmt.Errorf("no private key in it")
	}
	e := &tresse.Error{Trouble: tresse.TroubleRefused, Op: "read the identity", Err: err}
	e.Advice = fmt.Sprintf("« %s » n’est pas un fichier de clé privée qui peut être lu : donnez celui qu’age-keygen a écrit.", file)
	return nil, e
}
