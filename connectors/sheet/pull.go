package sheet

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"

	"tresse"
	"tresse/connectors"
)

// Pull reads the files and emits what their rows say. Files that are all as they
// were are not read again, as long as the window and the settings are the same.
// One that cannot be read leaves what is known of it alone, and the others go on.
func (c *connector) Pull(ctx context.Context, from connectors.Cursor, emit func(connectors.Batch) error) (connectors.Outcome, error) {
	requests, size := c.origin.traffic()
	out, err := c.pull(ctx, from, emit)
	out.Requests, out.Bytes = c.origin.traffic()
	out.Requests, out.Bytes = out.Requests-requests, out.Bytes-size
	return out, err
}

// A pull is the files of a source on their way to facts.
type pull struct {
	c      *connector
	last   cursor
	next   cursor
	window window
	emit   func(connectors.Batch) error
	out    connectors.Outcome
	failed error // of the first file that could not be read
	read   int   // files
}

func (c *connector) pull(ctx context.Context, from connectors.Cursor, emit func(connectors.Batch) error) (connectors.Outcome, error) {
	w := c.window()
	p := &pull{c: c, last: c.known(from, w), window: w, emit: emit}
	p.next = cursor{Version: version, Settings: c.settings(), From: w.from, To: w.to, Files: map[string]print{}}
	docs, err := c.origin.list(ctx)
	if err != nil {
		return connectors.Outcome{}, err
	}
	missing := p.missing(docs)
	if len(docs) == 0 && len(missing) > 0 {
		return connectors.Outcome{}, allGone()
	}
	if len(docs) == 0 && c.options.Path != "" {
		return connectors.Outcome{}, noFileYet()
	}
	same, bodies, err := p.unchanged(ctx, docs)
	if err != nil {
		return connectors.Outcome{}, err
	}
	if same && len(missing) == 0 {
		p.last.Files = p.next.Files
		return connectors.Outcome{Cursor: p.last.encode(), Unchanged: true, Notices: p.last.Notices}, nil
	}
	for _, d := range docs {
		if err := p.file(ctx, d, bodies[d.key]); err != nil {
			return connectors.Outcome{}, err
		}
		delete(bodies, d.key)
	}
	return p.close(missing)
}

// missing are the files that were known and are no longer there.
func (p *pull) missing(docs []doc) []string {
	here := map[string]bool{}
	for _, d := range docs {
		here[d.key] = true
	}
	var gone []string
	for key := range p.last.Files {
		if !here[key] {
			gone = append(gone, key)
		}
	}
	return gone
}

// unchanged reports whether all files are as they were, by their marks or by
// their bytes. Bytes that had to be read for that are handed on.
func (p *pull) unchanged(ctx context.Context, docs []doc) (bool, map[string][]byte, error) {
	if len(docs) != len(p.last.Files) {
		return false, nil, nil
	}
	bodies := map[string][]byte{}
	for _, d := range docs {
		before, known := p.last.Files[d.key]
		if !known || len(before.Sum) == 0 {
			return false, bodies, nil
		}
		if d.mark != "" && d.mark == before.Mark {
			p.next.Files[d.key] = before
			continue
		}
		body, mark, same, err := p.body(ctx, d, before.Mark)
		if err != nil && p.c.origin.alone() || ctx.Err() != nil {
			return false, nil, err
		}
		sum := sha256.Sum256(body)
		switch {
		case err != nil:
			return false, bodies, nil // it is read again, and its failure told, with the others
		case same:
			p.next.Files[d.key] = before
		case bytes.Equal(sum[:], before.Sum):
			p.next.Files[d.key] = print{Sum: before.Sum, Mark: mark}
		default:
			bodies[d.key] = body
			return false, bodies, nil
		}
	}
	return true, nil, nil
}

// body reads a file; same says that the other side told that it is as at mark.
func (p *pull) body(ctx context.Context, d doc, mark string) ([]byte, string, bool, error) {
	if one, ok := p.c.origin.(*cloud); ok && one.alone() {
		f, err := one.fetch(ctx, mark)
		return f.body, f.mark, f.same, err
	}
	body, err := p.c.origin.read(ctx, d)
	return body, d.mark, false, err
}

// file reads one file and emits what it says. The error is one that ends the
// pull: the caller's, or that of the only file.
func (p *pull) file(ctx context.Context, d doc, body []byte) error {
	mark := d.mark
	var err error
	if body == nil {
		body, mark, _, err = p.body(ctx, d, "")
	}
	var t *table
	if err == nil {
		t, err = p.c.table(ctx, d, body, p.window)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		p.next.Files[d.key] = print{}
		p.failed = errors.Join(p.failed, err)
		if p.c.origin.alone() {
			return err
		}
		p.out.Notices = append(p.out.Notices, unreadable(d, err))
		return p.emit(connectors.Batch{Rejected: []connectors.Rejection{{Item: d.scope(), Reason: "a file of the source cannot be read"}}})
	}
	sum := sha256.Sum256(body)
	if err := t.facts(ctx, p.emit); err != nil {
		return err
	}
	p.read++
	p.out.Coverage = append(p.out.Coverage, t.coverage()...)
	p.next.Files[d.key] = print{Sum: sum[:], Mark: mark}
	if t.cut {
		p.next.Files[d.key] = print{}
	}
	p.out.Notices = append(p.out.Notices, t.notices(!p.c.origin.alone())...)
	return nil
}

// table takes a file apart. What a library makes of bytes that nobody foresaw is
// a file that cannot be read, not the end of the program.
func (c *connector) table(ctx context.Context, d doc, body []byte, w window) (t *table, err error) {
	defer func() {
		if recover() != nil {
			t, err = nil, noTable("a file that breaks its reader")
		}
	}()
	b, err := open(body)
	if err != nil {
		return nil, err
	}
	defer func() {
		if cerr := b.close(); err == nil && cerr != nil {
			c.env.Log.Debug().Msg("temporary files not removed")
		}
	}()
	return c.gather(ctx, d, b, w)
}

// close ends the pull: of files that vanished only the mediator can say whether
// they are meant to be gone.
func (p *pull) close(missing []string) (connectors.Outcome, error) {
	if p.read == 0 && p.failed != nil {
		return connectors.Outcome{}, p.failed
	}
	for _, key := range missing {
		p.next.Files[key] = print{}
		d := doc{key: key}
		p.out.Coverage = append(p.out.Coverage, connectors.Coverage{Scope: d.scope(), Vanished: true})
	}
	p.next.Notices = p.out.Notices
	if text := p.next.encode(); len(text) > 60<<10 {
		p.next.Notices = nil
	}
	p.out.Cursor = p.next.encode()
	return p.out, nil
}

func allGone() error {
	return trouble(tresse.TroubleNotFound, "none of the files is there any more",
		"Aucun des fichiers de cette source n’est plus là : remettez-les à leur place, ou corrigez le chemin dans la configuration. Ce qui en avait été lu est gardé.")
}

func noFileYet() error {
	return trouble(tresse.TroubleNotFound, "no file at the path",
		"Aucun fichier .xlsx, .csv ou .xls ne se trouve au chemin « path » de cette source : vérifiez-le, ou mettez-y votre fichier.")
}
