package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
)

//go:embed assets/style.css
var assets embed.FS

// An asset is a file that pages load. Its address holds a sum of its content, so
// that programs may keep it for ever.
type asset struct {
	path string
	kind []string
	body []byte
}

func stylesheet() (asset, error) {
	body, err := assets.ReadFile("assets/style.css")
	sum := sha256.Sum256(body)
	return asset{"/assets/style-" + hex.EncodeToString(sum[:6]) + ".css", []string{"text/css; charset=utf-8"}, body}, err
}

func (a asset) serve(w http.ResponseWriter, _ *http.Request) {
	w.Header()["Content-Type"] = a.kind
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(a.body)
}
