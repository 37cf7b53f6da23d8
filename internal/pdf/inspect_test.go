package pdf

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"github.com/stretchr/testify/require"
)

func init() { api.DisableConfigDir() }

// An opened document is read back by pdfcpu, which shares no code with the writer.
type opened struct {
	t    *testing.T
	ctx  *model.Context
	root types.Dict
}

func open(t *testing.T, data []byte) *opened {
	t.Helper()
	return openMode(t, data, model.ValidationStrict)
}

func openMode(t *testing.T, data []byte, mode int) *opened {
	t.Helper()
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = mode
	ctx, err := api.ReadAndValidate(bytes.NewReader(data), conf)
	require.NoError(t, err, "pdfcpu refuses the file")
	root, err := ctx.Catalog()
	require.NoError(t, err)
	return &opened{t, ctx, root}
}

func (o *opened) deref(obj types.Object) types.Object {
	o.t.Helper()
	v, err := o.ctx.Dereference(obj)
	require.NoError(o.t, err)
	return v
}

func (o *opened) dict(d types.Dict, path ...string) types.Dict {
	o.t.Helper()
	for _, k := range path {
		v, ok := d.Find(k)
		require.True(o.t, ok, "no %s", k)
		d, ok = o.deref(v).(types.Dict)
		require.True(o.t, ok, "%s is no dictionary", k)
	}
	return d
}

func (o *opened) array(d types.Dict, key string) types.Array {
	v, ok := d.Find(key)
	if !ok {
		return nil
	}
	a, _ := o.deref(v).(types.Array)
	return a
}

func (o *opened) text(d types.Dict, key string) string {
	v, ok := d.Find(key)
	if !ok {
		return ""
	}
	s, err := o.ctx.DereferenceText(v)
	require.NoError(o.t, err)
	return s
}

func (o *opened) pages() []types.Dict {
	var out []types.Dict
	for _, k := range o.array(o.dict(o.root, "Pages"), "Kids") {
		out = append(out, o.deref(k).(types.Dict))
	}
	return out
}

func (o *opened) content(page int) string {
	o.t.Helper()
	r, err := pdfcpu.ExtractPageContent(o.ctx, page)
	require.NoError(o.t, err)
	b, err := io.ReadAll(r)
	require.NoError(o.t, err)
	return string(b)
}

// A node of the structure tree as read back.
type elem struct {
	tag, lang, alt, actual, id string

	attrs   map[string]string
	kids    []*elem
	parent  *elem
	content []mark // marked content of its own
	links   int    // annotations
	obj     int
}

type mark struct{ page, mcid int }

func (e *elem) all(f func(*elem)) {
	f(e)
	for _, k := range e.kids {
		k.all(f)
	}
}

func (e *elem) find(tag string) []*elem {
	var out []*elem
	e.all(func(x *elem) {
		if x.tag == tag {
			out = append(out, x)
		}
	})
	return out
}

func (o *opened) tree() *elem {
	number := map[int]int{} // object of a page to its place
	for i, k := range o.array(o.dict(o.root, "Pages"), "Kids") {
		number[k.(types.IndirectRef).ObjectNumber.Value()] = i
	}
	var read func(obj types.Object, parent *elem) *elem
	read = func(obj types.Object, parent *elem) *elem {
		d := o.deref(obj).(types.Dict)
		e := &elem{tag: *d.NameEntry("S"), lang: o.text(d, "Lang"), alt: o.text(d, "Alt"), actual: o.text(d, "ActualText"), id: o.text(d, "ID"), parent: parent, attrs: map[string]string{}}
		if r, ok := obj.(types.IndirectRef); ok {
			e.obj = r.ObjectNumber.Value()
		}
		up := o.dict(o.root).IndirectRefEntry("StructTreeRoot").ObjectNumber.Value()
		if parent != nil {
			up = parent.obj
		}
		require.Equal(o.t, up, d.IndirectRefEntry("P").ObjectNumber.Value(), "%s names another parent", e.tag)
		for _, a := range o.array(d, "A") {
			for k, v := range o.deref(a).(types.Dict) {
				e.attrs[k] = v.String()
			}
		}
		page := -1
		if r := d.IndirectRefEntry("Pg"); r != nil {
			page = number[r.ObjectNumber.Value()]
		}
		for _, k := range o.array(d, "K") {
			if n, ok := k.(types.Integer); ok {
				e.content = append(e.content, mark{page, n.Value()})
				continue
			}
			kd := o.deref(k).(types.Dict)
			switch typ := kd.NameEntry("Type"); {
			case typ != nil && *typ == "MCR":
				e.content = append(e.content, mark{number[kd.IndirectRefEntry("Pg").ObjectNumber.Value()], *kd.IntEntry("MCID")})
			case typ != nil && *typ == "OBJR":
				e.links++
			default:
				e.kids = append(e.kids, read(k, e))
			}
		}
		return e
	}
	k, ok := o.dict(o.root, "StructTreeRoot").Find("K")
	require.True(o.t, ok)
	return read(k, nil)
}

// operators that paint something, so that they need an owner.
var painting = map[string]bool{"Tj": true, "TJ": true, "f": true, "S": true, "B": true, "Do": true, "sh": true, "BI": true}

var token = regexp.MustCompile(`\((?:\\.|[^\\)])*\)|<<|>>|<[0-9A-Fa-f]*>|/[^\s/<>\[\]()]*|[\[\]]|[^\s/<>\[\]()]+`)

var operator = regexp.MustCompile(`^[A-Za-z]+\*?$`)

// marks walks the content of a page and returns the marked-content ids in order, whether every
// painting operator had an owner, and whether owners were properly nested.
func marks(content string) (ids []int, orphans []string, nested bool) {
	var stack []string
	nested = true
	owner := func() bool {
		for _, s := range stack {
			if s != "" {
				return true
			}
		}
		return false
	}
	var operands []string
	for _, tok := range token.FindAllString(content, -1) {
		switch {
		case tok == "BDC" || tok == "BMC":
			kind := ""
			line := strings.Join(operands, " ")
			if m := regexp.MustCompile(`/MCID (\d+)`).FindStringSubmatch(line); m != nil {
				n, _ := strconv.Atoi(m[1])
				ids = append(ids, n)
				kind = "content"
			} else if strings.HasPrefix(line, "/Artifact") {
				kind = "artifact"
			}
			if kind != "" && owner() {
				nested = false
			}
			stack = append(stack, kind)
			operands = nil
		case tok == "EMC":
			if len(stack) == 0 {
				nested = false
				continue
			}
			stack = stack[:len(stack)-1]
		case painting[tok]:
			if !owner() {
				orphans = append(orphans, tok)
			}
			operands = nil
		case operator.MatchString(tok):
			operands = nil
		default:
			operands = append(operands, tok)
		}
	}
	return ids, orphans, nested && len(stack) == 0
}

// tool runs a program the tests need, failing with what to install when it is missing.
func tool(t *testing.T, pkg, program string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	require.NoError(t, err, "%s is needed: install Debian's %s", program, pkg)
	out, err := exec.Command(path, args...).CombinedOutput()
	require.NoError(t, err, "%s: %s", program, out)
	return string(out)
}

func saved(t *testing.T, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "doc.pdf")
	require.NoError(t, os.WriteFile(path, data, 0o644))
	return path
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(b)
}
