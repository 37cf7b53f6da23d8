package pdf

import (
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryOperatorHasAnOwnerAndEveryOwnerIsInTheTree(t *testing.T) {
	o := open(t, render(t, sample()))
	inTree := map[mark]int{}
	o.tree().all(func(e *elem) {
		for _, m := range e.content {
			inTree[m]++
		}
	})
	total := 0
	for i := range o.pages() {
		ids, orphans, nested := marks(o.content(i + 1))
		assert.Empty(t, orphans, "page %d paints outside marked content", i+1)
		assert.True(t, nested, "page %d: marked content overlaps or is left open", i+1)
		for k, id := range ids {
			assert.Equal(t, k, id, "page %d: ids count up", i+1)
			assert.Equal(t, 1, inTree[mark{i, id}], "page %d, id %d", i+1, id)
		}
		total += len(ids)
	}
	assert.Len(t, inTree, total, "the tree names content that no page has")
}

// The check above has to be able to fail.
func TestMarksFindsWhatIsWrong(t *testing.T) {
	_, orphans, nested := marks("/P<</MCID 0>>BDC\nBT [<0001>]TJ ET\nEMC\n0 0 m 1 1 l S\n")
	assert.Equal(t, []string{"S"}, orphans)
	assert.True(t, nested)
	_, _, nested = marks("/P<</MCID 0>>BDC\n/Artifact BMC\nEMC\nEMC\n")
	assert.False(t, nested)
	_, _, nested = marks("/P<</MCID 0>>BDC\n")
	assert.False(t, nested)
}

func TestParentTreeLeadsBackToEveryOwner(t *testing.T) {
	o := open(t, render(t, sample()))
	owner := map[mark]int{}
	links := 0
	o.tree().all(func(e *elem) {
		for _, m := range e.content {
			owner[m] = e.obj
		}
		links += e.links
	})
	nums := o.array(o.dict(o.root, "StructTreeRoot", "ParentTree"), "Nums")
	byKey := map[int]types.Object{}
	for i := 0; i < len(nums); i += 2 {
		byKey[nums[i].(types.Integer).Value()] = nums[i+1]
	}
	annots := 0
	for i, p := range o.pages() {
		assert.Equal(t, "S", *p.NameEntry("Tabs"))
		for id, r := range o.deref(byKey[*p.IntEntry("StructParents")]).(types.Array) {
			assert.Equal(t, owner[mark{i, id}], r.(types.IndirectRef).ObjectNumber.Value(), "page %d, id %d", i+1, id)
		}
		for _, a := range o.array(p, "Annots") {
			d := o.deref(a).(types.Dict)
			annots++
			assert.NotEmpty(t, o.text(d, "Contents"))
			parent := o.deref(byKey[*d.IntEntry("StructParent")]).(types.Dict)
			assert.Equal(t, "Link", *parent.NameEntry("S"))
		}
	}
	assert.Equal(t, links, annots)
	assert.GreaterOrEqual(t, annots, 5)
}

func TestTablesHaveHeaderCells(t *testing.T) {
	tree := open(t, render(t, sample())).tree()
	tables := tree.find("Table")
	require.Len(t, tables, 3, "facts of the cover, scores, heat")
	scoresTable, heat := tables[1], tables[2]
	assert.Equal(t, "Caption", scoresTable.kids[0].tag)
	require.Len(t, scoresTable.find("THead"), 1)
	for _, th := range scoresTable.find("THead")[0].find("TH") {
		assert.Equal(t, "Column", th.attrs["Scope"])
	}
	for _, tr := range scoresTable.find("TBody")[0].kids {
		require.Len(t, tr.kids, 7)
		assert.Equal(t, "TH", tr.kids[0].tag)
		assert.Equal(t, "Row", tr.kids[0].attrs["Scope"])
		for _, td := range tr.kids[1:] {
			assert.Equal(t, "TD", td.tag)
		}
	}
	ids := map[string]*elem{}
	for _, th := range heat.find("TH") {
		require.NotEmpty(t, th.id)
		require.Nil(t, ids[th.id], "id %s occurs twice", th.id)
		ids[th.id] = th
	}
	quoted := regexp.MustCompile(`\((h\d+)\)`)
	for _, td := range heat.find("TD") {
		var scopes []string
		for _, m := range quoted.FindAllStringSubmatch(td.attrs["Headers"], -1) {
			require.NotNil(t, ids[m[1]], "%s", m[1])
			scopes = append(scopes, ids[m[1]].attrs["Scope"])
		}
		// two header rows above, the group's heading, and the criterion
		assert.Equal(t, []string{"Column", "Column", "Column", "Row"}, scopes)
	}
}

func TestLongTableRepeatsItsHeaderAsAnArtifact(t *testing.T) {
	d := New(Meta{Title: "Long", Lang: "en", Created: when})
	table := Table{Caption: "Long", Columns: []Column{{Head: true}, {}}, Header: []Row{Cells("Zebra", "Yak")}}
	for i := range 120 {
		table.Rows = append(table.Rows, Cells(fmt.Sprintf("Row %d", i), "value"))
	}
	tall := Cells("Tall", strings.Repeat("a sentence that goes on. ", 400))
	table.Rows = append(table.Rows, tall)
	d.Add(table)
	data := render(t, d)
	o := open(t, data)
	require.GreaterOrEqual(t, len(o.pages()), 4)
	body := o.tree().find("TBody")[0]
	require.Len(t, body.kids, 121)
	assert.Len(t, o.tree().find("THead")[0].kids, 1, "the header is read once")
	last := body.kids[120].kids[1]
	for i := range o.pages() {
		_, orphans, nested := marks(o.content(i + 1))
		assert.Empty(t, orphans, "page %d", i+1)
		assert.True(t, nested, "page %d", i+1)
	}
	assert.Greater(t, len(last.content), 1, "a cell taller than a page goes on over pages")
	text := tool(t, "poppler-utils", "pdftotext", "-layout", saved(t, data), "-")
	assert.Equal(t, len(o.pages()), strings.Count(text, "Zebra"), "and seen on every page")
	for i := range 120 {
		assert.Equal(t, 1, strings.Count(text, fmt.Sprintf("Row %d ", i)), "row %d", i)
	}
	assert.Equal(t, 400, strings.Count(strings.Join(strings.Fields(text), " "), "a sentence")+strings.Count(text, "a\n"), "no line is lost")
}

func TestHeadingsNestAndHaveBookmarks(t *testing.T) {
	o := open(t, render(t, sample()))
	var headings []string
	o.tree().all(func(e *elem) {
		if regexp.MustCompile(`^H\d$`).MatchString(e.tag) {
			headings = append(headings, e.tag)
		}
	})
	assert.Equal(t, []string{"H1", "H2", "H2", "H3", "H2", "H3", "H3", "H3", "H3", "H2"}, headings)
	outlines := o.dict(o.root, "Outlines")
	var titles []string
	for next := outlines.IndirectRefEntry("First"); next != nil; {
		d := o.deref(*next).(types.Dict)
		titles = append(titles, o.text(d, "Title"))
		assert.NotEmpty(t, o.array(d, "Dest"))
		next = d.IndirectRefEntry("Next")
	}
	assert.Equal(t, []string{"1. Executive summary", "2. Comparison of offers", "3. Summary in four languages", "References"}, titles)
}

func TestFiguresAreDescribed(t *testing.T) {
	figures := open(t, render(t, sample())).tree().find("Figure")
	require.Len(t, figures, 2)
	assert.Equal(t, stacked().Desc, figures[0].alt)
	for _, f := range figures {
		assert.Regexp(t, `^\[[\d. ]+\]$`, f.attrs["BBox"])
		assert.NotEmpty(t, f.content)
		assert.Equal(t, "Div", f.parent.tag)
		assert.Len(t, f.parent.find("Caption"), 1)
	}
}

func TestLanguagesAreMarked(t *testing.T) {
	var got []string
	open(t, render(t, sample())).tree().all(func(e *elem) {
		if e.lang != "" {
			got = append(got, e.tag+" "+e.lang)
		}
	})
	assert.Equal(t, []string{"Document en", "Sect ar", "Sect hi", "Sect ko", "Sect et"}, got)
}

func TestCatalogCarriesTheIdentifiers(t *testing.T) {
	o := open(t, render(t, sample()))
	assert.Equal(t, "en", o.text(o.root, "Lang"))
	assert.True(t, *o.dict(o.root, "MarkInfo").BooleanEntry("Marked"))
	assert.True(t, *o.dict(o.root, "ViewerPreferences").BooleanEntry("DisplayDocTitle"))
	intent := o.deref(o.array(o.root, "OutputIntents")[0]).(types.Dict)
	assert.Equal(t, "GTS_PDFA1", *intent.NameEntry("S"))
	meta, _, err := o.ctx.DereferenceStreamDict(*o.root.IndirectRefEntry("Metadata"))
	require.NoError(t, err)
	assert.Empty(t, meta.FilterPipeline, "metadata is readable as it stands")
	xmp := string(meta.Raw)
	for _, want := range []string{
		"<pdfaid:part>2</pdfaid:part>", "<pdfaid:conformance>A</pdfaid:conformance>", "<pdfuaid:part>1</pdfuaid:part>",
		"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>", "Sovereign AI partnership offers: scored briefing</rdf:li>",
		"<xmp:CreateDate>2026-11-22T09:30:00+00:00</xmp:CreateDate>",
	} {
		assert.Contains(t, xmp, want)
	}
	info := o.deref(*o.ctx.Info).(types.Dict)
	assert.Equal(t, "(D:20261122093000+00'00')", info["CreationDate"].String())
}

func TestFontsAreEmbeddedSubsets(t *testing.T) {
	o := open(t, render(t, sample()))
	fonts := o.dict(o.pages()[1], "Resources", "Font")
	require.Len(t, fonts, 9)
	for _, f := range fonts {
		d := o.deref(f).(types.Dict)
		assert.Regexp(t, `^[A-Z]{6}\+`, *d.NameEntry("BaseFont"))
		assert.Equal(t, "Identity-H", *d.NameEntry("Encoding"))
		_, ok := d.Find("ToUnicode")
		assert.True(t, ok)
		cid := o.deref(o.array(d, "DescendantFonts")[0]).(types.Dict)
		assert.Equal(t, "Identity", *cid.NameEntry("CIDToGIDMap"))
		_, ok = o.dict(cid, "FontDescriptor").Find("FontFile2")
		assert.True(t, ok)
	}
	for i := range o.pages() { // PDF/A forbids .notdef
		for _, m := range regexp.MustCompile(`<((?:[0-9A-F]{4})+)>[^B]*?TJ`).FindAllStringSubmatch(o.content(i+1), -1) {
			assert.NotRegexp(t, `^(....)*0000`, m[1])
		}
	}
}

func TestAttachmentMakesItPDFA3(t *testing.T) {
	d := sample()
	d.Attach(Attachment{Name: "b.json", MIME: "application/json", Description: "The data of this briefing", Data: []byte(`{"score": 69.2}`)})
	d.Attach(Attachment{Name: "a.csv", MIME: "text/csv", Description: "Scores", Data: []byte("offer,score\n")})
	data := render(t, d)
	o := openMode(t, data, model.ValidationRelaxed) // strictly, PDF 1.7 knows AFRelationship only through PDF/A-3
	meta, _, err := o.ctx.DereferenceStreamDict(*o.root.IndirectRefEntry("Metadata"))
	require.NoError(t, err)
	assert.Contains(t, string(meta.Raw), "<pdfaid:part>3</pdfaid:part>")
	require.Len(t, o.array(o.root, "AF"), 2)
	spec := o.deref(o.array(o.root, "AF")[0]).(types.Dict)
	assert.Equal(t, "Data", *spec.NameEntry("AFRelationship"))
	dir := t.TempDir()
	tool(t, "poppler-utils", "pdfdetach", "-saveall", "-o", dir, saved(t, data))
	assert.Equal(t, `{"score": 69.2}`, readFile(t, dir+"/b.json"))
	assert.Equal(t, "offer,score\n", readFile(t, dir+"/a.csv"))
}

// Bytes depend on nothing but the document: not on the run, the number of processors, or what
// other documents are written at the same time.
func TestEqualDocumentsAreEqualFiles(t *testing.T) {
	want := render(t, sample())
	before := runtime.GOMAXPROCS(1)
	one := render(t, sample())
	runtime.GOMAXPROCS(before)
	assert.True(t, string(want) == string(one), "one processor")
	got := make([][]byte, 6)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() {
			if i%2 == 1 {
				other := sample()
				other.Add(Text("and something else in Русский"))
				_ = render(t, other)
			}
			got[i] = render(t, sample())
		})
	}
	wg.Wait()
	for i := range got {
		assert.True(t, string(want) == string(got[i]), "writer %d", i)
	}
	d := sample()
	_ = render(t, d)
	assert.True(t, string(want) == string(render(t, d)), "writing twice")
}

func TestAnotherDateIsAnotherFile(t *testing.T) {
	d := sample()
	d.meta.Created = when.AddDate(0, 0, 1)
	assert.NotEqual(t, render(t, sample()), render(t, d))
}

func TestQpdfFindsNothing(t *testing.T) {
	out := tool(t, "qpdf", "qpdf", "--check", saved(t, render(t, sample())))
	assert.Contains(t, out, "No syntax or stream encoding errors found")
}
