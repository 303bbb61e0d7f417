package main

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"tresse/sync/publish"
)

// output is where a listing goes, and in which form.
type output struct {
	format string
	file   string
}

func (o *output) addFlags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.format, "format", "", "`FORME` : table, json, csv ou xlsx ; sinon celle du nom donné avec -o, ou table")
	o.addFile(cmd)
}

func (o *output) addFile(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&o.file, "output", "o", "", "écrit dans `FICHIER`, lisible par vous seul")
}

// check refuses a form that does not exist before anything is opened. Where none
// was asked for, the file's name tells: a table called .xlsx opens nowhere.
func (o *output) check() error {
	if o.format == "" {
		o.format = formOf(o.file)
	}
	switch o.format {
	case "table", "json", "csv":
		return nil
	case "xlsx":
		if o.file == "" {
			return usageError{"--format xlsx s’écrit dans un fichier : ajoutez -o FICHIER.xlsx"}
		}
		return nil
	}
	return usageError{fmt.Sprintf("--format : « %s » n’est pas connu ; choisissez table, json, csv ou xlsx", o.format)}
}

func formOf(file string) string {
	switch ext := strings.ToLower(filepath.Ext(file)); ext {
	case ".json", ".csv", ".xlsx":
		return ext[1:]
	}
	return "table"
}

// write writes a list where it was asked for.
func (a *app) write(o output, t publish.Table) error {
	return a.writeTo(o.file, func(w io.Writer) error { return t.Write(w, publish.Format(o.format)) })
}

// writeTo writes to standard output, or to a file of mode 0600 that appears
// whole or not at all.
func (a *app) writeTo(file string, write func(io.Writer) error) error {
	if file == "" {
		return write(a.out)
	}
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	return a.file(file, func(w io.Writer) error {
		_, err := w.Write(b.Bytes())
		return err
	})
}
