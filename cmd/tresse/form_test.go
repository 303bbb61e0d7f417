package main

import "testing"

// The file's name tells the form where none is asked for, and only there.
func TestFormOfTheFile(t *testing.T) {
	for _, c := range []struct{ format, file, want string }{
		{"", "", "table"}, {"", "liste.txt", "table"}, {"", "liste.csv", "csv"}, {"", "Liste.XLSX", "xlsx"},
		{"", "liste.json", "json"}, {"csv", "liste.txt", "csv"}, {"table", "liste.csv", "table"}, {"json", "liste.csv", "json"},
	} {
		o := output{format: c.format, file: c.file}
		if err := o.check(); err != nil || o.format != c.want {
			t.Errorf("--format %q -o %q: %q, %v, want %q", c.format, c.file, o.format, err, c.want)
		}
	}
}
