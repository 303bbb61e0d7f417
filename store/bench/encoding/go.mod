module tresse/store/bench/encoding

go 1.26.0

replace tresse => ../../..

require (
	github.com/fxamacker/cbor/v2 v2.9.6
	tresse v0.0.0-00010101000000-000000000000
)

require github.com/x448/float16 v0.8.4 // indirect
