// Package config turns tresse.toml into typed settings (CONTRACT §3).
//
// All mistakes of a file come out at once, each with its line, what is wrong
// and what to do, in French: those of the keys that tresse itself reads, and
// those of each source's own block, which its connector reads by Source.Decode.
//
// The TOML library parses the file, and nothing more. What it offers for the
// rest would not keep these promises: MetaData.Undecoded names a key of
// [[source]] as read when any one source has it, decoding stops at the first
// mistake it meets, in the random order of a Go map, and keys match whatever
// their case. So the parsed values are put into structs here (table.go), and the
// lines of keys come from an index of the file (index.go).
package config
