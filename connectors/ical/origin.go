package ical

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tresse"
	"tresse/connectors"
	"tresse/connectors/httpx"
)

// An Origin is where a calendar's body comes from: an address, a file, a
// collection of CalDAV.
type Origin interface {
	// Read returns the body, or says that it is the same as the one that came
	// with last.
	Read(ctx context.Context, last Validators) (Fetched, error)
	// Traffic tells the requests and bytes since the Origin was made.
	Traffic() (requests int, bytes int64)
}

// Validators recognise a body that has not changed: an ETag and Last-Modified,
// or what the Origin takes for such. At most 1 KiB each.
type Validators struct {
	ETag     string `json:"etag,omitempty"`
	Modified string `json:"modified,omitempty"`
}

// A Fetched body; Same where there is none because it is the one known.
type Fetched struct {
	Body []byte
	Same bool
	Validators
}

func newOrigin(o Options, env connectors.Env, h httpx.Options) Origin {
	if o.URL != "" {
		return newFeed(o.URL, env, h)
	}
	path := o.Path
	if !filepath.IsAbs(path) {
		path = filepath.Join(env.Dir, path)
	}
	return &file{path: path}
}

// A feed is read over HTTP.
type feed struct {
	address string
	client  *httpx.Client
}

// newFeed keeps the whole address out of errors and logs: the path of a private
// calendar is its key.
func newFeed(address string, env connectors.Env, h httpx.Options) *feed {
	h.Op, h.Base, h.MaxBody = "ical", address, maxBody
	h.Pace, h.Log = env.Pace, env.Log
	if u, err := url.Parse(address); err == nil {
		if len(u.Path) > minSecret {
			h.Secrets = append(h.Secrets, strings.TrimPrefix(u.Path, "/"))
		}
		h.UserAgent = agentFor(u.Hostname())
	}
	return &feed{address: address, client: httpx.New(h)}
}

// minSecret: a shorter path guards nothing, and blotting it out would maim errors.
const minSecret = 6

// agentFor: outlook.office365.com answers 500 to programs it does not know, and
// lets through what names Chrome (since August 2025).
func agentFor(host string) string {
	if strings.EqualFold(host, "outlook.office365.com") {
		return "tresse/1.0 (calendar aggregator) like Chrome/30"
	}
	return ""
}

// maxValidator bounds what is kept of an ETag or a date.
const maxValidator = 1 << 10

func (f *feed) Read(ctx context.Context, last Validators) (Fetched, error) {
	header := http.Header{"Accept": {"text/calendar, */*;q=0.5"}}
	if last.ETag != "" {
		header.Set("If-None-Match", last.ETag)
	}
	if last.Modified != "" {
		header.Set("If-Modified-Since", last.Modified)
	}
	answer, err := f.client.Get(ctx, f.address, header)
	if err != nil {
		return Fetched{}, err
	}
	if answer.Status == http.StatusNotModified {
		if last.ETag == "" && last.Modified == "" {
			return Fetched{}, unexpected(errors.New("304 to a request without conditions"))
		}
		return Fetched{Same: true}, nil
	}
	return Fetched{Body: answer.Body, Validators: Validators{
		ETag: bounded(answer.Header.Get("ETag")), Modified: bounded(answer.Header.Get("Last-Modified")),
	}}, nil
}

func bounded(validator string) string {
	if len(validator) > maxValidator {
		return ""
	}
	return validator
}

func (f *feed) Traffic() (int, int64) { return f.client.Traffic() }

// A file is read from the disk.
type file struct {
	path  string
	bytes int64
}

func (f *file) Read(ctx context.Context, _ Validators) (Fetched, error) {
	if err := ctx.Err(); err != nil {
		return Fetched{}, err
	}
	r, err := os.Open(f.path)
	if err != nil {
		return Fetched{}, noFile(err)
	}
	defer r.Close()
	before, err := r.Stat()
	switch {
	case err != nil:
		return Fetched{}, noFile(err)
	case !before.Mode().IsRegular():
		return Fetched{}, fileTrouble(tresse.TroubleConfig, "not a file", "Le chemin de cette source mène à un dossier : indiquez un fichier .ics.")
	case before.Size() > maxBody:
		return Fetched{}, fileTrouble(tresse.TroubleTooLarge, "a file of more than 16 MB", "Ce fichier est trop volumineux pour un agenda : vérifiez que c’est le bon.")
	}
	body, err := io.ReadAll(io.LimitReader(r, maxBody+1))
	f.bytes += int64(len(body))
	if err != nil {
		return Fetched{}, noFile(err)
	}
	after, err := os.Stat(f.path)
	if err != nil {
		return Fetched{}, noFile(err)
	}
	if !sameState(before, after) || int64(len(body)) != after.Size() {
		return Fetched{}, fileTrouble(tresse.TroubleTemporary, "written to while it was read", "Ce fichier était en cours d’écriture : tresse réessaiera.")
	}
	return Fetched{Body: body}, nil
}

func sameState(a, b fs.FileInfo) bool {
	return a.Size() == b.Size() && a.ModTime().Round(time.Millisecond).Equal(b.ModTime().Round(time.Millisecond))
}

func (f *file) Traffic() (int, int64) { return 0, f.bytes }

// noFile says why a file cannot be read, without its path, which may hold a
// person's name.
func noFile(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fileTrouble(tresse.TroubleNotFound, "no such file", "Le fichier de cette source n’existe pas : vérifiez « path » dans la configuration, ou remettez le fichier à sa place.")
	case errors.Is(err, fs.ErrPermission):
		return fileTrouble(tresse.TroubleConfig, "no right to read the file", "tresse n’a pas le droit de lire le fichier de cette source : donnez ce droit au compte qui lance tresse.")
	}
	return fileTrouble(tresse.TroubleTemporary, "the disk does not give the file", "Le fichier de cette source ne se lit pas : tresse réessaiera. Si cela dure, vérifiez le disque ou le dossier partagé.")
}

func fileTrouble(kind tresse.Trouble, text, advice string) error {
	return &tresse.Error{Trouble: kind, Op: "ical: read the file", Err: errors.New(text), Advice: typeset(advice)}
}

// unexpected is the error for an answer that is no calendar.
func unexpected(err error) error {
	return &tresse.Error{
		Trouble: tresse.TroubleOf(err), Op: "ical: read the calendar", Err: err,
		Advice: typeset("Ce qui est arrivé n’est pas un agenda iCal (souvent une page de connexion) : vérifiez que l’adresse est bien celle du fichier .ics et qu’elle est encore valable. Rien n’a été retiré."),
	}
}
