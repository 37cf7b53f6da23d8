package pdf

import (
	"fmt"
	"strings"
)

// assemble turns laid out pages into objects and returns the information dictionary and the
// catalog.
func (d *Document) assemble(out *file, f *flow) (info, catalog ref) {
	catalog = out.alloc()
	tree := out.alloc()
	for _, p := range f.pages {
		p.ref = out.alloc()
	}
	f.writeAnnotations(out)
	structure := d.writeStructure(out, f.root, f.pages)
	resources := d.writeResources(out)
	kids := make([]ref, len(f.pages))
	for i, p := range f.pages {
		kids[i] = p.ref
		p.write(out, tree, resources)
	}
	out.set(tree, fmt.Sprintf("<</Type/Pages/Kids%s/Count %d>>", refs(kids), len(kids)))

	var c strings.Builder
	fmt.Fprintf(&c, "<</Type/Catalog/Pages %s/StructTreeRoot %s/MarkInfo<</Marked true>>/Lang%s/ViewerPreferences<</DisplayDocTitle true>>",
		tree, structure, str(d.meta.Lang))
	if outline := f.writeOutline(out); outline != 0 {
		fmt.Fprintf(&c, "/Outlines %s/PageMode/UseOutlines", outline)
	}
	profile := out.data("/N 3", sRGB())
	fmt.Fprintf(&c, "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)/DestOutputProfile %s>>]", profile)
	fmt.Fprintf(&c, "/Metadata %s", out.plainData("/Type/Metadata/Subtype/XML", d.xmp()))
	c.WriteString(d.writeAttachments(out))
	out.set(catalog, c.String()+">>")
	return out.add(d.info()), catalog
}

// writeResources adds the fonts, which all pages share.
func (d *Document) writeResources(out *file) ref {
	var b strings.Builder
	b.WriteString("<</Font<<")
	for _, f := range d.set.used {
		fmt.Fprintf(&b, "/%s %s", f.resource, f.writeFont(out))
	}
	b.WriteString(">>>>")
	return out.add(b.String())
}

func (p *page) write(out *file, tree, resources ref) {
	annots := ""
	if len(p.annots) > 0 {
		rs := make([]ref, len(p.annots))
		for i, a := range p.annots {
			rs[i] = a.ref
		}
		annots = "/Annots" + refs(rs)
	}
	out.set(p.ref, fmt.Sprintf("<</Type/Page/Parent %s/MediaBox[0 0 %s %s]/Resources %s/Contents %s/StructParents %d/Tabs/S%s>>",
		tree, num(p.width), num(p.height), resources, out.data("", p.content.Bytes()), p.key, annots))
}

func (d *Document) info() string {
	var b strings.Builder
	b.WriteString("<<")
	for _, e := range []struct{ key, value string }{
		{"Title", d.meta.Title}, {"Author", d.meta.Author}, {"Subject", d.meta.Subject}, {"Keywords", d.meta.Keywords}, {"Producer", producer},
	} {
		if e.value != "" {
			b.WriteString("/" + e.key + str(e.value))
		}
	}
	fmt.Fprintf(&b, "/CreationDate%s/ModDate%s>>", date(d.meta.Created), date(d.meta.Created))
	return b.String()
}
