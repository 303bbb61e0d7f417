// Package control is how a command reaches the tresse that holds the data file:
// the daemon, or a command that takes its time. bbolt lets one process in, so
// the command line travels to it and what it prints travels back.
//
// Who holds the file listens on a Unix socket beside it and says so in
// `<data>.lock`, in lines of a word and a value:
//
//	pid 1234
//	socket /srv/tresse/tresse.db.sock
//
// A path over 100 bytes, or a file system without sockets, has the socket lie
// under $XDG_RUNTIME_DIR, else in a folder of the user's own in the temporary
// one. On Windows it is loopback TCP instead, and the lock file, which others
// cannot read, holds a secret made at each start:
//
//	pid 1234
//	tcp 127.0.0.1:50123
//	secret 6f0c…
//
// The listener greets with one line of JSON, the client answers with one (the
// Request), and then frames follow both ways: a kind, a length, bytes. The
// listener opens no path that a command names: bytes travel, and the client
// writes its own files. What is typed travels line by line, when it is asked for.
package control
