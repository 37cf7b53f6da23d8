package framework

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed packs/*.yaml
var packs embed.FS

// ErrUnknown says that a registry holds no framework of that name.
var ErrUnknown = errors.New("unknown framework")

// A Registry holds frameworks by id and version. It never changes.
type Registry struct{ all []*Framework }

// Embedded returns the frameworks that ship with the program, read once.
func Embedded() (*Registry, error) { return embedded() }

var embedded = sync.OnceValues(func() (*Registry, error) {
	entries, err := packs.ReadDir("packs")
	if err != nil {
		return nil, fmt.Errorf("embedded packs: %w", err)
	}
	files := make(map[string][]byte, len(entries))
	for _, e := range entries {
		if files[e.Name()], err = packs.ReadFile("packs/" + e.Name()); err != nil {
			return nil, fmt.Errorf("embedded packs: %w", err)
		}
	}
	return NewRegistry(files)
})

// NewRegistry reads packs, their contents by file name. A file is called after its framework,
// id@version.yaml. A pack's base must be among them and must not itself have a base.
func NewRegistry(files map[string][]byte) (*Registry, error) {
	r := new(Registry)
	var derived []string
	var errs []error
	read := func(name string, known []*Framework) {
		f, err := parse(name, files[name], known)
		switch {
		case err != nil:
			errs = append(errs, err)
		case name != f.Ref()+".yaml":
			errs = append(errs, fmt.Errorf("%s holds %s; a pack's file is called after it", name, f.Ref()))
		default:
			r.all = append(r.all, f)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if hasBase(files[name]) {
			derived = append(derived, name)
			continue
		}
		read(name, nil)
	}
	known := slices.Clone(r.all)
	for _, name := range derived {
		read(name, known)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	slices.SortFunc(r.all, func(a, b *Framework) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), compareVersions(a.Version, b.Version))
	})
	return r, nil
}

// hasBase reports whether a pack has the top-level key base, to order the reading.
func hasBase(data []byte) bool {
	return strings.Contains("\n"+string(data), "\nbase:")
}

// All returns every framework, by id and then by version, oldest first.
func (r *Registry) All() []*Framework { return slices.Clone(r.all) }

// Get returns the framework called id@version, or the highest version of id when ref names no
// version. The error wraps ErrUnknown and names what there is.
func (r *Registry) Get(ref string) (*Framework, error) {
	id, version, exact := strings.Cut(ref, "@")
	for _, f := range slices.Backward(r.all) {
		if f.ID == id && (!exact || f.Version == version) {
			return f, nil
		}
	}
	names := make([]string, len(r.all))
	for i, f := range r.all {
		names[i] = f.Ref()
	}
	return nil, fmt.Errorf("%w %q; known are %s", ErrUnknown, ref, strings.Join(names, ", "))
}

// compareVersions compares part by part, numbers as numbers: 1.2.1 < 1.10 < 2026-06.
func compareVersions(a, b string) int {
	split := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == '-' })
	}
	return slices.CompareFunc(split(a), split(b), func(x, y string) int {
		m, errX := strconv.Atoi(x)
		n, errY := strconv.Atoi(y)
		if errX == nil && errY == nil {
			return cmp.Compare(m, n)
		}
		return cmp.Compare(x, y)
	})
}

// Read reads a pack that is not among these; its base may be. Errors as Parse.
func (r *Registry) Read(file string, data []byte) (*Framework, error) {
	return parse(file, data, slices.DeleteFunc(slices.Clone(r.all), func(f *Framework) bool { return f.Base != "" }))
}

// With returns a registry that holds more frameworks beside these.
func (r *Registry) With(more ...*Framework) *Registry {
	if len(more) == 0 {
		return r
	}
	all := append(slices.Clone(r.all), more...)
	slices.SortStableFunc(all, func(a, b *Framework) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), compareVersions(a.Version, b.Version))
	})
	return &Registry{all}
}
