package pdf

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// An element is a node of the structure tree: what a screen reader walks (ISO 32000-1, 14.7).
// Children stand in reading order.
type element struct {
	tag    string
	parent *element
	kids   []kid
	ref    ref
	lang   string
	alt    string
	actual string // what to read instead of the content
	id     string
	attrs  []string // attribute dictionaries
}

// A kid is a child element, marked content on a page, or an annotation.
type kid struct {
	element *element
	page    *page
	mcid    int
	annot   *annotation
}

// child adds an element under e.
func (e *element) child(tag string) *element {
	c := &element{tag: tag, parent: e}
	e.kids = append(e.kids, kid{element: c})
	return c
}

func (e *element) attr(owner, format string, args ...any) *element {
	e.attrs = append(e.attrs, "<</O/"+owner+fmt.Sprintf(format, args...)+">>")
	return e
}

// walk calls f for e and everything below it, parents first.
func (e *element) walk(f func(*element)) {
	f(e)
	for _, k := range e.kids {
		if k.element != nil {
			k.element.walk(f)
		}
	}
}

// writeStructure adds the tree under root with its parent tree and returns its root object.
func (d *Document) writeStructure(out *file, root *element, pages []*page) ref {
	tree := out.alloc()
	var ids []string
	root.walk(func(e *element) { e.ref = out.alloc() })
	root.walk(func(e *element) {
		parent := tree
		if e.parent != nil {
			parent = e.parent.ref
		}
		out.set(e.ref, e.dictionary(parent))
		if e.id != "" {
			ids = append(ids, str(e.id)+e.ref.String())
		}
	})
	var nums strings.Builder
	for _, p := range pages {
		owners := make([]ref, len(p.owners))
		for i, e := range p.owners {
			owners[i] = e.ref
		}
		fmt.Fprintf(&nums, "%d %s", p.key, refs(owners))
	}
	next := len(pages)
	for _, p := range pages {
		for _, a := range p.annots {
			fmt.Fprintf(&nums, " %d %s", a.key, a.owner.ref)
			next = max(next, a.key+1)
		}
	}
	entries := ""
	if len(ids) > 0 {
		slices.Sort(ids) // a name tree is sorted
		entries = "/IDTree<</Names[" + strings.Join(ids, " ") + "]>>"
	}
	out.set(tree, fmt.Sprintf("<</Type/StructTreeRoot/K %s/ParentTree<</Nums[%s]>>/ParentTreeNextKey %d%s>>",
		root.ref, nums.String(), next, entries))
	return tree
}

func (e *element) dictionary(parent ref) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<</Type/StructElem/S/%s/P %s", e.tag, parent)
	if e.lang != "" {
		b.WriteString("/Lang" + str(e.lang))
	}
	if e.alt != "" {
		b.WriteString("/Alt" + str(e.alt))
	}
	if e.actual != "" {
		b.WriteString("/ActualText" + str(e.actual))
	}
	if e.id != "" {
		b.WriteString("/ID" + str(e.id))
	}
	if len(e.attrs) > 0 {
		b.WriteString("/A[" + strings.Join(e.attrs, "") + "]")
	}
	home := e.home()
	if home != nil {
		b.WriteString("/Pg " + home.ref.String())
	}
	if len(e.kids) > 0 {
		b.WriteString("/K[")
		for i, k := range e.kids {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(k.value(home))
		}
		b.WriteString("]")
	}
	b.WriteString(">>")
	return b.String()
}

// home returns the page of the first content that belongs to e itself.
func (e *element) home() *page {
	for _, k := range e.kids {
		if k.page != nil {
			return k.page
		}
	}
	return nil
}

func (k kid) value(home *page) string {
	switch {
	case k.element != nil:
		return k.element.ref.String()
	case k.annot != nil:
		return fmt.Sprintf("<</Type/OBJR/Obj %s/Pg %s>>", k.annot.ref, k.page.ref)
	case k.page == home:
		return strconv.Itoa(k.mcid)
	}
	return fmt.Sprintf("<</Type/MCR/Pg %s/MCID %d>>", k.page.ref, k.mcid)
}
