// Package web is what tresse gives over HTTP: the feed addresses, the JSON API,
// the first page, and what watches over the daemon (CONTRACT §6). It reads the
// store and writes nothing but when an address was last read.
//
// # Feeds
//
// A feed is served from bytes prepared in memory (prepared.go), plain and
// gzipped, with a strong ETag of each. The shelf (shelf.go) keeps one prepared
// feed for each audience and set of filters that somebody asked for, within a
// bound. Server.Changed has them made again off the path of requests, several
// commits together; until then, and for as long as the store is in trouble, the
// last good bytes are served. Only the first request for a feed waits.
//
// # Secrets
//
// The store keeps the SHA-256 of an address's secret. What comes in is hashed
// and looked up (accesses.go); logs name the short id of an access and the
// pattern of an address, never the address.
//
// # Personal data
//
// The API wants a token. The page and /healthz, /metrics answer on loopback
// alone (local.go); the page shows what the public feed would.
package web
