// Package static serves the program's stylesheets, scripts and fonts from inside the binary,
// under names that change with their content, so that a browser may keep them for ever.
package static

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"assay/internal/scene"
)

//go:embed css/*.css js/*.js fonts/*.css fonts/*.woff2 img/*.svg
var files embed.FS

// Prefix is where Handler is mounted.
const Prefix = "/static/"

type asset struct {
	data []byte
	mime string
}

var byURL, urls = build()

// URL returns the address of an asset by its name, such as css/assay.css. An unknown name is a
// bug in a page.
func URL(name string) string {
	u, ok := urls[name]
	if !ok {
		panic("static: no asset " + name)
	}
	return u
}

// Text returns the text of a stylesheet, for files that stand alone.
func Text(name string) string { return string(byURL[URL(name)].data) }

// Handler serves the assets under Prefix.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := byURL[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", a.mime)
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.data))
	})
}

// build names every asset by its content. Fonts come first, since the stylesheets that name
// them take their addresses in; css/scene.css is written from the charts' palette.
func build() (map[string]asset, map[string]string) {
	byURL, urls := map[string]asset{}, map[string]string{}
	add := func(name string, data []byte) {
		sum := sha256.Sum256(data)
		ext := path.Ext(name)
		u := Prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
		byURL[u], urls[name] = asset{data, mimeTypes[ext]}, u
	}
	add("css/scene.css", []byte(scene.Stylesheet()))
	names := list()
	for _, sheets := range []bool{false, true} {
		for _, name := range names {
			if strings.HasSuffix(name, ".css") != sheets {
				continue
			}
			data, err := files.ReadFile(name)
			if err != nil {
				panic(err) // embedded at build time
			}
			if sheets {
				data = rewrite(data, path.Dir(name), urls)
			}
			add(name, data)
		}
	}
	return byURL, urls
}

var mimeTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".woff2": "font/woff2", ".svg": "image/svg+xml",
}

func list() []string {
	var names []string
	err := fs.WalkDir(files, ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, p)
		}
		return err
	})
	if err != nil {
		panic(err)
	}
	slices.Sort(names)
	return names
}

// rewrite replaces url("file") in a stylesheet by the address of that file.
func rewrite(css []byte, dir string, urls map[string]string) []byte {
	var out bytes.Buffer
	rest := string(css)
	for {
		before, after, found := strings.Cut(rest, `url("`)
		out.WriteString(before)
		if !found {
			return out.Bytes()
		}
		name, tail, _ := strings.Cut(after, `"`)
		u, ok := urls[path.Join(dir, name)]
		if !ok {
			panic(fmt.Sprintf("static: stylesheet names %q, which is not embedded", name))
		}
		out.WriteString(`url("` + u + `"`)
		rest = tail
	}
}
