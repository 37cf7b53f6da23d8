package pdf

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"assay/internal/scene"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func blank(blocks ...Block) *Document {
	d := New(Meta{Title: "Test", Lang: "en", Created: when})
	d.Add(blocks...)
	return d
}

// filler is a paragraph of n lines.
func filler(n int) Block {
	return Text(strings.TrimSuffix(strings.Repeat("line\n", n), "\n"))
}

func pageTexts(t *testing.T, d *Document) []string {
	t.Helper()
	out := tool(t, "poppler-utils", "pdftotext", "-layout", saved(t, render(t, d)), "-")
	return strings.Split(strings.TrimSuffix(out, "\f"), "\f")
}

// The body is 691.89 points high (A4 less margins of 78 and 72), which is 49 lines of 14.
func TestPagination(t *testing.T) {
	tests := []struct {
		name   string
		blocks []Block
		want   []int // lines of the filler on each page
	}{
		{"a full page", []Block{filler(49)}, []int{49}},
		{"one line over leaves no widow", []Block{filler(50)}, []int{48, 2}},
		{"two lines over", []Block{filler(51)}, []int{49, 2}},
		{"no orphan at the foot", []Block{filler(47), filler(10)}, []int{47, 10}},
		{"two lines at the foot are enough", []Block{filler(46), filler(10)}, []int{48, 8}},
		{"three lines stay together", []Block{filler(46), filler(3)}, []int{46, 3}},
		{"page break", []Block{filler(2), PageBreak{}, filler(3)}, []int{2, 3}},
		{"a break at the top makes no empty page", []Block{PageBreak{}, filler(3)}, []int{3}},
		{"over three pages", []Block{filler(120)}, []int{49, 49, 22}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []int
			for _, p := range pageTexts(t, blank(tt.blocks...)) {
				got = append(got, strings.Count(p, "line"))
			}
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestHeadingStaysWithWhatFollows(t *testing.T) {
	table := Table{Columns: []Column{{Head: true}}, Header: []Row{Cells("Column")}, Rows: []Row{Cells("one"), Cells("two")}}
	figure := Figure{Scene: scene.Scene{Width: 100, Height: 100}, Alt: "nothing"}
	list := List{Items: []Item{{Spans: []Span{{Text: "entry"}}}}}
	for name, follower := range map[string]Block{"paragraph": Text("text"), "table": table, "figure": figure, "list": list, "heading": Heading{Level: 2, Text: "Lower"}} {
		t.Run(name, func(t *testing.T) {
			for n := 44; n <= 49; n++ {
				pages := pageTexts(t, blank(filler(n), Heading{Level: 1, Text: "Stuck"}, follower, Text("end")))
				for i, p := range pages[:len(pages)-1] {
					before, _, found := strings.Cut(p, "Stuck")
					if found {
						rest := strings.TrimSpace(p[len(before)+len("Stuck"):])
						assert.NotRegexp(t, "^Page", rest, "page %d with %d lines ends with the heading", i+1, n)
					}
				}
			}
		})
	}
}

func TestTableKeepsTotalsAndGroupsTogether(t *testing.T) {
	group := Row{Strong: true, Cells: []Cell{{Spans: []Span{{Text: "Group"}}, ColSpan: 2}}}
	total := Cells("Total", "1")
	total.Strong = true
	for n := 30; n < 38; n++ {
		table := Table{Columns: []Column{{Head: true}, {}}, Header: []Row{Cells("Name", "Value")}}
		for i := range n {
			table.Rows = append(table.Rows, Cells(fmt.Sprintf("row-%d", i), "1"))
		}
		table.Rows = append(table.Rows, group, Cells("inside", "2"), total, Cells("after", "1"), Cells("more", "1"), Cells("last", "1"))
		pages := pageTexts(t, blank(table))
		for _, p := range pages {
			if strings.Contains(p, "Group") {
				assert.Contains(t, p, "inside", "%d rows", n)
			}
			if strings.Contains(p, "Total") {
				assert.Contains(t, p, "inside", "%d rows: a total alone on its page", n)
			}
		}
	}
}

func TestMistakesAreReportedAndNothingIsWritten(t *testing.T) {
	cells := Table{Caption: "T", Columns: []Column{{}, {}}, Header: []Row{Cells("a", "b")}, Rows: []Row{Cells("1", "2"), Cells("only")}}
	tests := []struct {
		name string
		doc  *Document
		want string
	}{
		{"no title", New(Meta{Lang: "en"}), "needs a title and a language"},
		{"a level is skipped", blank(Heading{Level: 1, Text: "A"}, Heading{Level: 3, Text: "B"}), `heading "B": level 3 follows level 1`},
		{"no such level", blank(Heading{Level: 6, Text: "A"}), `the level must be 1 to 5`},
		{"figure without description", blank(Figure{Scene: scene.Scene{Width: 1, Height: 1}, Caption: "F"}), `figure "F": it needs a description`},
		{"scene without size", blank(Figure{Alt: "x", Caption: "F"}), `figure "F": the scene has no size`},
		{"row too short", blank(cells), `table "T": row 3 has 1 cells for 2 columns`},
		{"table without rows", blank(Table{Caption: "T", Columns: []Column{{}}, Header: []Row{Cells("a")}}), `table "T": it needs columns, a header and rows`},
		{"link to nowhere", blank(Paragraph{Spans: []Span{{Text: "there", Link: "#there"}}}), `link "there": nothing has the anchor "there"`},
		{"an anchor twice", blank(Heading{Level: 1, Text: "A", Anchor: "x"}, Heading{Level: 1, Text: "B", Anchor: "x"}), `two places have the anchor "x"`},
		{"undefined colour", blank(Figure{Alt: "x", Scene: scene.Scene{Width: 9, Height: 9, Items: []scene.Item{scene.Rect{W: 1, H: 1, Paint: scene.Paint{Fill: "mauve"}}}}}), `nobody defined the colour "mauve"`},
		{"empty list entry", blank(List{Items: []Item{{}}}), `list: entry 1 is empty`},
		{"callout without text", blank(Callout{Title: "C"}), `callout "C": it needs a title and text`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, err := tt.doc.WriteTo(io.Discard)
			assert.ErrorContains(t, err, tt.want)
			assert.Zero(t, n)
		})
	}
}

func TestEveryMistakeIsReportedAtOnce(t *testing.T) {
	_, err := blank(Heading{Level: 2, Text: "A"}, Figure{Alt: "x", Caption: "F"}).WriteTo(io.Discard)
	assert.ErrorContains(t, err, "level 2 follows level 0")
	assert.ErrorContains(t, err, "no size")
}

// In a document in Arabic the first column stands on the right and headings are tagged alike.
func TestRightToLeftDocument(t *testing.T) {
	d := New(Meta{Title: "ملخص", Lang: "ar", Created: when})
	d.SetCover(Cover{Organisation: "وزارة", Facts: []Fact{{"المرجع", "1"}}})
	d.Add(Heading{Level: 1, Text: "مقارنة"}, Table{Columns: []Column{{Head: true}, {}}, Header: []Row{Cells("اسم", "قيمة")}, Rows: []Row{Cells("ألف", "باء"), Cells("جيم", "دال")}},
		List{Numbered: true, Items: []Item{{Spans: []Span{{Text: "بند"}}}}}, KeyFigures{[]KeyFigure{{"1", "أول"}, {"2", "ثان"}}})
	data := render(t, d)
	o := open(t, data)
	for i := range o.pages() {
		_, orphans, nested := marks(o.content(i + 1))
		assert.Empty(t, orphans)
		assert.True(t, nested)
	}
	boxes := tool(t, "poppler-utils", "pdftotext", "-bbox", saved(t, data), "-")
	edges := func(word string) (left, right float64) {
		letters := []rune(word) // listed from left to right
		slices.Reverse(letters)
		return wordEdges(t, boxes, string(letters))
	}
	first, _ := edges("ألف")
	second, _ := edges("باء")
	assert.Greater(t, first, second)
	first, right := edges("أول")
	second, _ = edges("ثان")
	assert.Greater(t, first, second)
	assert.InDelta(t, pageWidth-marginSide, right, 0.02, "text starts at the right margin")
}

// wordEdges finds a word in the output of pdftotext -bbox.
func wordEdges(t *testing.T, boxes, word string) (left, right float64) {
	t.Helper()
	for l := range strings.SplitSeq(boxes, "\n") {
		if strings.Contains(l, ">"+word+"<") {
			var y float64
			_, err := fmt.Sscanf(strings.TrimSpace(l), `<word xMin="%g" yMin="%g" xMax="%g"`, &left, &y, &right)
			require.NoError(t, err)
			return left, right
		}
	}
	require.Fail(t, "word not found", "%s in %s", word, boxes)
	return 0, 0
}

func TestCellsAreAligned(t *testing.T) {
	d := blank(Table{Columns: []Column{{Head: true, Width: 0.25}, {Width: 0.25, Align: Center}, {Width: 0.25, Align: End}, {Width: 0.25}},
		Header: []Row{Cells("H1", "H2", "H3", "H4")}, Rows: []Row{Cells("start", "middle", "end", "other")}})
	boxes := tool(t, "poppler-utils", "pdftotext", "-bbox", saved(t, render(t, d)), "-")
	quarter := columnWidth / 4
	left, _ := wordEdges(t, boxes, "start")
	assert.InDelta(t, marginSide+cellSide, left, 0.02)
	left, right := wordEdges(t, boxes, "middle")
	assert.InDelta(t, marginSide+1.5*quarter, (left+right)/2, 0.02)
	_, right = wordEdges(t, boxes, "end")
	assert.InDelta(t, marginSide+3*quarter-cellSide, right, 0.02)
	left, _ = wordEdges(t, boxes, "H4")
	assert.InDelta(t, marginSide+3*quarter+cellSide, left, 0.02)
}

func TestLongRunningTextIsShortened(t *testing.T) {
	d := blank(filler(1))
	d.Run(Running{HeaderStart: strings.Repeat("A very long name of a ministry ", 8), HeaderEnd: "REF-1"})
	page := pageTexts(t, d)[0]
	assert.Regexp(t, `A very long name of a ministry A [^\n]*…\s+REF-1\n`, page)
	assert.Equal(t, "", d.shortened("Donaudampfschifffahrtsgesellschaft", 20))
	assert.Equal(t, "short", d.shortened("short", 200))
}

func TestLinksGoWhereTheySay(t *testing.T) {
	o := open(t, render(t, blank(
		Paragraph{Spans: []Span{{Text: "out", Link: "https://example.org/a?b=(c)"}, {Text: " and "}, {Text: "in", Link: "#there"}}},
		PageBreak{}, Heading{Level: 1, Text: "There", Anchor: "there"})))
	annots := o.array(o.pages()[0], "Annots")
	require.Len(t, annots, 2)
	out, in := o.deref(annots[0]).(types.Dict), o.deref(annots[1]).(types.Dict)
	assert.Equal(t, "https://example.org/a?b=(c)", o.text(o.dict(out, "A"), "URI"))
	assert.Equal(t, "out", o.text(out, "Contents"))
	target := o.array(in, "Dest")
	second := o.array(o.dict(o.root, "Pages"), "Kids")[1]
	assert.Equal(t, second, target[0])
}

// Assistive software gets right-to-left text as it was written, whatever the order of its glyphs.
func TestRightToLeftTextIsReadAsWritten(t *testing.T) {
	tree := open(t, render(t, blank(Paragraph{Spans: []Span{{Text: "The offer "}, {Text: "عرض 22", Lang: "ar"}, {Text: " in "}, {Text: "إلى", Link: "https://example.org"}}}))).tree()
	p := tree.find("P")[0]
	require.Len(t, p.kids, 2)
	assert.Equal(t, "Span", p.kids[0].tag)
	assert.Equal(t, "ar", p.kids[0].lang)
	assert.Equal(t, "عرض 22", p.kids[0].actual)
	assert.Equal(t, "Link", p.kids[1].tag)
	assert.Equal(t, "إلى", p.kids[1].actual)
	assert.Empty(t, p.actual)
}

// A link over two lines has an area on each, and both belong to one element.
func TestLinkOverTwoLines(t *testing.T) {
	o := open(t, render(t, blank(Paragraph{Spans: []Span{{Text: strings.Repeat("before ", 13)}, {Text: "a link that is long enough to go on", Link: "https://example.org"}}})))
	assert.Len(t, o.array(o.pages()[0], "Annots"), 2)
	links := o.tree().find("Link")
	require.Len(t, links, 1)
	assert.Equal(t, 2, links[0].links)
}

// The space at the end of a line is no part of the area.
func TestLinkEndsWithItsLastWord(t *testing.T) {
	data := render(t, blank(Paragraph{Spans: []Span{{Text: "first   \nsecond", Link: "https://example.org"}}}))
	_, right := wordEdges(t, tool(t, "poppler-utils", "pdftotext", "-bbox", saved(t, data), "-"), "first")
	o := open(t, data)
	x1, err := o.ctx.DereferenceNumber(o.array(o.deref(o.array(o.pages()[0], "Annots")[0]).(types.Dict), "Rect")[2])
	require.NoError(t, err)
	assert.InDelta(t, right, x1, 0.02)
}

func BenchmarkElevenPages(b *testing.B) {
	d := sample()
	d.Add(PageBreak{}, Heading{Level: 1, Text: "Method"}, filler(40))
	for i := range 3 {
		table := scoreTable()
		table.Anchor = ""
		d.Add(PageBreak{}, Heading{Level: 1, Text: fmt.Sprintf("Offer %d", i+1)}, Text(strings.Repeat("Every score cites its evidence, and what is unknown stays unknown. ", 12)),
			Figure{Scene: stacked()}, table, heatTable(), List{Items: []Item{{Spans: []Span{{Text: strings.Repeat("A right to leave. ", 9)}}}}})
	}
	require.Len(b, d.layout().pages, 11) // parses the fonts, too
	for b.Loop() {
		n, err := d.WriteTo(io.Discard)
		require.NoError(b, err)
		require.Positive(b, n)
	}
}
