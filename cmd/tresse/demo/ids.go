package demo

import "fmt"

// uuid is the same for the same words, in the form of RFC 9562.
func uuid(words ...any) string {
	a, b := number(append(words, "a")...), number(append(words, "b")...)
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", a>>32, a>>16&0xffff, a&0xfff, 0x8000|b>>48&0x3fff, b&0xffffffffffff)
}

// zeegID is the same for the same words, in the form of Zeeg's samples.
func zeegID(words ...any) string { return fmt.Sprintf("zg-O%013x", number(words...)>>12) }
