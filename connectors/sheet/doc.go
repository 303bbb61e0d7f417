// Package sheet reads the spreadsheets that mediators keep beside everything
// else: .xlsx, .csv (and what Excel calls text), and the .xls files that RDV
// Service Public exports.
//
// A file goes through five stages, each in files of its own:
//
//	where from   origin.go, disk.go, dav.go    path, glob, dropped files, WebDAV
//	cells        format.go, csv.go, xlsx.go, xls.go   bytes → rows of texts
//	columns      words.go, heading.go, layout.go      which column says what
//	values       date.go, clock.go, phone.go, …       what a cell means
//	facts        row.go, table.go, identity.go, map.go
//
// Nothing is guessed: a heading that is not in the table of words.go is shown
// by `tresse check` and left alone until [source.columns] names it, and a value
// that cannot be read is reported by its row number, never by what it says.
package sheet
