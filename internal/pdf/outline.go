package pdf

import "fmt"

// A bookmark is an entry of the outline.
type bookmark struct {
	title string
	level int
	at    target
}

type node struct {
	bookmark
	ref    ref
	parent *node
	kids   []*node
}

// writeOutline adds the bookmarks and returns the root, or zero when there are none.
func (f *flow) writeOutline(out *file) ref {
	if len(f.marks) == 0 {
		return 0
	}
	root := &node{ref: out.alloc()}
	last := root
	for _, m := range f.marks {
		for last != root && last.level >= m.level {
			last = last.parent
		}
		n := &node{bookmark: m, ref: out.alloc(), parent: last}
		last.kids = append(last.kids, n)
		last = n
	}
	out.set(root.ref, fmt.Sprintf("<</Type/Outlines/First %s/Last %s/Count %d>>",
		root.kids[0].ref, root.kids[len(root.kids)-1].ref, root.open(true)))
	root.write(out)
	return root.ref
}

// open counts the entries below n that show at first: two levels.
func (n *node) open(top bool) int {
	count := len(n.kids)
	if top {
		for _, k := range n.kids {
			count += len(k.kids)
		}
	}
	return count
}

func (n *node) write(out *file) {
	for i, k := range n.kids {
		body := fmt.Sprintf("<</Title%s/Parent %s/Dest%s", str(k.title), n.ref, k.at.destination())
		if i > 0 {
			body += "/Prev " + n.kids[i-1].ref.String()
		}
		if i+1 < len(n.kids) {
			body += "/Next " + n.kids[i+1].ref.String()
		}
		if m := len(k.kids); m > 0 {
			count := -m // closed
			if n.parent == nil {
				count = m
			}
			body += fmt.Sprintf("/First %s/Last %s/Count %d", k.kids[0].ref, k.kids[m-1].ref, count)
		}
		out.set(k.ref, body+">>")
		k.write(out)
	}
}
